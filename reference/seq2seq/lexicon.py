"""The words of the toy language pair, as tables that a reader can check line by line.

Every table is plain text, one entry a line, columns separated by blanks; ``_`` stands for a blank inside
a column and ``-`` for "none". `toy` reads the tables and builds sentences from them.
"""

from dataclasses import dataclass

# English and French singular and plural, gender, kinds. "my" marks nouns that go well with a possessive;
# "kin" marks those that need one ("my mother", never "this mother"). Where the plural is "-", only the
# singular is used.
_NOUNS = """
girl      girls     fille       filles     f  person
boy       boys      garçon      garçons    m  person
woman     women     femme       femmes     f  person
man       men       homme       hommes     m  person
child     children  enfant      enfants    m  person my
teacher   -         professeur  -          m  person my
neighbor  -         voisin      -          m  person my
mother    -         mère        -          f  person my kin
father    -         père        -          m  person my kin
brother   brothers  frère       frères     m  person my kin
sister    sisters   sœur        sœurs      f  person my kin
friend    friends   ami         amis       m  person my kin
cat       cats      chat        chats      m  animal my
dog       dogs      chien       chiens     m  animal my
bird      -         oiseau      -          m  animal
horse     -         cheval      -          m  animal my
house     -         maison      -          f  thing my goods
car       -         voiture     -          f  thing my goods
boat      -         bateau      -          m  thing my goods
ship      -         bateau      -          m  thing goods
book      -         livre       -          m  thing my goods text
letter    -         lettre      -          f  thing my text
hat       -         chapeau     -          m  thing my goods
dress     -         robe        -          f  thing my goods
table     -         table       -          f  thing my goods
key       -         clé         -          f  thing my item
tree      -         arbre       -          m  thing
flower    -         fleur       -          f  thing goods
door      -         porte       -          f  opening
window    -         fenêtre     -          f  opening
apple     -         pomme       -          f  food
orange    -         orange      -          f  food
cake      -         gâteau      -          m  food
egg       -         œuf         -          m  food
soup      -         soupe       -          f  food
"""

# English base form and third person, French infinitive, then je, tu, il, nous, ils; kinds of object
# ("-": none).
_VERBS = """
see       sees       voir        vois      vois       voit      voyons      voient      person animal thing
like      likes      aimer       aime      aimes      aime      aimons      aiment      person animal thing
love      loves      aimer       aime      aimes      aime      aimons      aiment      person animal thing
look_for  looks_for  chercher    cherche   cherches   cherche   cherchons   cherchent   person animal thing
draw      draws      dessiner    dessine   dessines   dessine   dessinons   dessinent   animal thing
eat       eats       manger      mange     manges     mange     mangeons    mangent     food
read      reads      lire        lis       lis        lit       lisons      lisent      text
buy       buys       acheter     achète    achètes    achète    achetons    achètent    goods food
open      opens      ouvrir      ouvre     ouvres     ouvre     ouvrons     ouvrent     opening
have      has        avoir       ai        as         a         avons       ont         kin animal goods item
want      wants      vouloir     veux      veux       veut      voulons     veulent     goods food item
sleep     sleeps     dormir      dors      dors       dort      dormons     dorment     -
work      works      travailler  travaille travailles travaille travaillons travaillent -
sing      sings      chanter     chante    chantes    chante    chantons    chantent    -
run       runs       courir      cours     cours      court     courons     courent     -
play      plays      jouer       joue      joues      joue      jouons      jouent      -
live      lives      habiter     habite    habites    habite    habitons    habitent    -
go        goes       aller       vais      vas        va        allons      vont        -
must      must       devoir      dois      dois       doit      devons      doivent     -
be        is         être        suis      es         est       sommes      sont        -
"""

# English, French masculine and feminine, position in French, the nouns that it describes.
_ADJECTIVES = """
small   petit   petite    before  child cat dog bird house car boat book letter dress table key tree flower apple cake
tiny    petit   petite    before  bird key flower
little  petit   petite    before  girl boy
big     grand   grande    before  dog horse car boat book
large   grand   grande    before  house ship table
tall    grand   grande    before  girl boy woman tree
old     vieux   vieille   before  man woman teacher neighbor friend cat dog horse house car boat letter hat tree key
new     nouveau nouvelle  before  teacher neighbor friend house car boat book hat dress table
good    bon     bonne     before  teacher friend book apple orange cake soup
red     rouge   rouge     after   house car boat book hat dress flower apple
white   blanc   blanche   after   cat dog bird horse house car boat hat dress flower
black   noir    noire     after   cat dog bird horse car boat hat table
"""

# English, French masculine and feminine, singular then plural.
_STATES = """
happy   content  contente  contents  contentes
tired   fatigué  fatiguée  fatigués  fatiguées
sick    malade   malade    malades   malades
ill     malade   malade    malades   malades
sad     triste   triste    tristes   tristes
unhappy triste   triste    tristes   tristes
"""

# What one *is* in English and *has* in French.
SENSATIONS = (("hungry", "faim"), ("thirsty", "soif"), ("cold", "froid"), ("afraid", "peur"))

# "de le" and "à le" are contracted, and all articles elided, when the words are joined.
PLACES = (
    ("in the garden", "dans le jardin"),
    ("in the kitchen", "dans la cuisine"),
    ("in the street", "dans la rue"),
    ("at school", "à la école"),
    ("in the forest", "dans la forêt"),
    ("at home", "à la maison"),
    ("at the park", "à le parc"),
    ("on the beach", "sur la plage"),
)
GOALS = (
    ("to school", "à la école"),
    ("to the park", "à le parc"),
    ("to the market", "à le marché"),
    ("to the beach", "à la plage"),
    ("to the station", "à la gare"),
    ("to the hospital", "à le hôpital"),
)
HOMES = (
    ("here", "ici"),
    ("in town", "en ville"),
    ("near the park", "près de le parc"),
    ("near the station", "près de la gare"),
    ("near the school", "près de la école"),
)
_DAILY = (("every day", "tous les jours"), ("today", "aujourd'hui"))
ADVERBS = {
    "sleep": (("well", "bien"), ("here", "ici"), ("a lot", "beaucoup"), ("late", "tard"), *_DAILY),
    "work": (("well", "bien"), ("late", "tard"), ("a lot", "beaucoup"), ("quickly", "vite"), *_DAILY),
    "sing": (("well", "bien"), ("here", "ici"), ("often", "souvent"), *_DAILY),
    "run": (("fast", "vite"), ("quickly", "vite"), ("often", "souvent"), *_DAILY),
    "play": (("well", "bien"), ("here", "ici"), ("often", "souvent"), *_DAILY),
}
# Animals do not work, read or sell.
ANIMAL_VERBS = frozenset({"see", "look for", "eat", "sleep", "run", "play", "be"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with its plural (empty when unused), French gender ("m" or "f") and kinds."""

    english: str
    english_plural: str
    french: str
    french_plural: str
    gender: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb; `french` holds the present tense of je, tu, il, nous and ils, in this order."""

    english: str
    english_third: str
    infinitive: str
    french: tuple[str, ...]
    objects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Adjective:
    """An attributive adjective, its two French singular forms and the English nouns that it goes with."""

    english: str
    masculine: str
    feminine: str
    before: bool
    nouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """A predicative adjective; `french` is indexed by ``2 * plural + feminine``."""

    english: str
    french: tuple[str, ...]


def _rows(table: str) -> list[list[str]]:
    return [
        ["" if cell == "-" else cell.replace("_", " ") for cell in line.split()] for line in table.strip().splitlines()
    ]


NOUNS = tuple(Noun(r[0], r[1], r[2], r[3], r[4], frozenset(r[5:])) for r in _rows(_NOUNS))
VERBS = {r[0]: Verb(r[0], r[1], r[2], tuple(r[3:8]), frozenset(r[8:]) - {""}) for r in _rows(_VERBS)}
ADJECTIVES = tuple(Adjective(r[0], r[1], r[2], r[3] == "before", frozenset(r[4:])) for r in _rows(_ADJECTIVES))
STATES = tuple(State(r[0], tuple(r[1:])) for r in _rows(_STATES))
