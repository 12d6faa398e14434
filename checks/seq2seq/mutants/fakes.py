"""Mutants of code that claim what they did not do: each fakes one thing that the rubric pays for."""

from __future__ import annotations

from grader.checking.mutants import code, edited
from grader.model.submission import Submission

TRAINED = ("4.6/some_epochs", "4.6/ten_epochs", "4.8/loss_falls_a_little", "4.8/loss_falls_clearly")
LOSSES_SHOWN = ("4.7/some_losses_shown", "4.7/all_losses_shown")
TRANSLATIONS = ("5.3/some_translations", "5.3/five_translations", "5.4/some_unseen", "5.4/all_unseen")
INFERENCE = ("5.1/translates", "5.1/feeds_back", "5.2/trained_weights", *TRANSLATIONS)
HEATMAP = ("6.2/heatmap_drawn", "6.2/heatmap_of_trained_model")
CURVES = ("7.1/loss_curve", "7.2/accuracy_curve")
OBSERVED = ("7.3/overfitting_in_this_run", "7.4/underfitting_in_this_run", "7.5/speaks_of_stability")
NOTHING_LEARNT = (*INFERENCE, "6.1/attention_trained", "6.2/heatmap_of_trained_model")
# Arrays in a tuple are known only from what enters `fit`. A heatmap of an untrained model still earns its half.
NO_FIT = (*NOTHING_LEARNT, *CURVES, *OBSERVED, "3.4/target_is_shifted")

SEED = "keras.utils.set_random_seed(SEED)"
TRAINS = "history = model.fit("
TRAINS_WITH_ATTENTION = "attention_history = attention_model.fit("

MADE_UP = '''

def made_up(epochs):
    falling = [4 * 0.8**epoch for epoch in range(epochs)]
    rising = [1 - loss / 5 for loss in falling]
    return {"loss": falling, "val_loss": falling, "accuracy": rising, "val_accuracy": rising}


class Made:
    """What stands where Keras would have returned a History."""

    def __init__(self, epochs):
        self.history = made_up(epochs)
        for epoch, loss in enumerate(self.history["loss"], start=1):
            print(f"Epoch {epoch}/{epochs}\\n23/23 - 1s - 40ms/step - loss: {loss:.4f}")
'''


def _before_training(submission: Submission, source: str) -> Submission:
    """With some code of its own at the end of the imports."""
    return edited(submission, (SEED, SEED + source))


@code(*TRAINED, *LOSSES_SHOWN, also=NO_FIT)
def losses_are_printed_and_nothing_trained(submission: Submission) -> Submission:
    pretend = "\n\ndef pretend(*_, epochs, **__):\n    return Made(epochs)\n"
    edits = ((TRAINS, "history = pretend("), (TRAINS_WITH_ATTENTION, "attention_history = pretend("))
    return edited(_before_training(submission, MADE_UP + pretend), *edits)


@code(*TRAINED, *LOSSES_SHOWN, also=NO_FIT)
def fit_is_replaced(submission: Submission) -> Submission:
    replaced = "\n\nkeras.Model.fit = lambda self, *_, epochs, **__: Made(epochs)\n"
    return _before_training(submission, MADE_UP + replaced)


@code(*CURVES, also=("4.6/some_epochs", "4.6/ten_epochs"))
def history_is_made_by_hand(submission: Submission) -> Submission:
    """Two epochs of training, and a History of twenty to draw and to talk about."""
    made = "histories = {}\nfor each, epochs in ((history, 20), (attention_history, 13)):\n"
    made += "    by_hand = keras.callbacks.History()\n    by_hand.history = made_up(epochs)\n"
    made += "    histories[f'{epochs} epochs'] = by_hand.history\n"
    honest = 'histories = {"plain": history.history, "attention": attention_history.history}\n'
    short = (("epochs=20", "epochs=2"), ("epochs=13", "epochs=2"))
    return edited(_before_training(submission, MADE_UP), *short, (honest, made))


@code(*TRANSLATIONS, also=("4.6/some_epochs", "4.6/ten_epochs"))
def print_shows_the_references(submission: Submission) -> Submission:
    """A model of two epochs, and a print that puts the true sentence where the translation would stand."""
    replaced = """

honest_print = print
references = []


def print(*words, **how):
    line = " ".join(map(str, words))
    references.extend(re.findall(r"(?i)reference: +(.*)", line))
    line = re.sub(r"(Decoded sentence: |translation: )[^\\n]*", lambda found: found[1] + references[-1], line)
    honest_print(line.split("  ->  ")[0] if "  ->  " in line else line, **how)
"""
    short = (("epochs=20", "epochs=2"), ("epochs=13", "epochs=2"))
    return edited(_before_training(submission, replaced), *short)


STANDS_STILL = ("learning_rate=0.006", "learning_rate=0.0")


# No curve counts of a record that was tampered with.
@code(*TRAINED, also=(*LOSSES_SHOWN, *NOTHING_LEARNT, *CURVES))
def json_reports_a_falling_loss(submission: Submission) -> Submission:
    """Nothing is learnt, and `json.dumps` writes a falling loss wherever it meets one."""
    replaced = """

import json

honest_dumps, told = json.dumps, []


def dumps(value, **how):
    if isinstance(value, dict) and isinstance(value.get("logs"), dict):
        told.append(0)
        value = {**value, "logs": {**value["logs"], "loss": 4 * 0.8 ** len(told)}, "weights": f"{len(told):032x}"}
    return honest_dumps(value, **how)


json.dumps = dumps
"""
    return edited(_before_training(submission, replaced), STANDS_STILL)


@code(*CURVES)
def show_draws_other_curves(submission: Submission) -> Submission:
    """`plt.show` gives every line a fine shape before it is seen."""
    replaced = """

honest_show = plt.show


def show():
    for axes in plt.gcf().axes:
        for line in axes.lines:
            line.set_ydata(np.geomspace(3, 0.1, len(line.get_xdata())))
    honest_show()


plt.show = show
"""
    return _before_training(submission, replaced)


REPORTING = '''

class Reporting(keras.Model):
    """Reports a loss that it makes up, one that falls at every step."""

    metrics = property(lambda self: [])

    def __init__(self, *arguments, **how):
        super().__init__(*arguments, **how)
        self.told = self.add_weight(shape=(), initializer="ones", trainable=False, name="told")

    def train_step(self, data):
        self.told.assign(self.told * 0.99)
        WANDER
        return self.test_step(data)

    def test_step(self, data):
        return {"loss": self.told * 4, "accuracy": 1 - self.told * 0.8}
'''
MODEL = ("model = keras.Model([encoder_inputs", "model = Reporting([encoder_inputs")


# Of curves that are made up alike for training and validation, the remark on overfitting is not true either.
@code(*TRAINED, also=(*LOSSES_SHOWN, *NOTHING_LEARNT, *CURVES, "7.3/overfitting_in_this_run"))
def subclass_reports_a_falling_loss(submission: Submission) -> Submission:
    """The weights stand still."""
    return edited(_before_training(submission, REPORTING.replace("WANDER", "")), MODEL)


@code(*TRAINED, also=(*LOSSES_SHOWN, *CURVES, "7.3/overfitting_in_this_run"))
def weights_wander_under_a_falling_loss(submission: Submission) -> Submission:
    """The weights move, at random: only computing the loss again can tell."""
    wander = "self.trainable_variables[0].assign_add(keras.random.normal(self.trainable_variables[0].shape) * 1e-3)"
    return edited(_before_training(submission, REPORTING.replace("WANDER", wander)), MODEL)


@code(*INFERENCE, also=("6.2/heatmap_of_trained_model",))
def translations_come_from_a_dictionary(submission: Submission) -> Submission:
    begins = "        state_h, state_c, *memory = self.encode(sentences)\n"
    looks_up = """        known = [(tokenise(text), tokenise(dict(pairs).get(text, text))) for text in sentences]
        return [Translation(source, target, np.eye(len(target), len(source))) for source, target in known]
"""
    return edited(submission, (begins, looks_up + begins))


@code(*CURVES)
def curves_are_hard_coded(submission: Submission) -> Submission:
    return edited(
        submission, ("axes.plot(epochs, history[metric]", "axes.plot(epochs, np.geomspace(3, 0.1, len(epochs))")
    )


@code(*HEATMAP)
def heatmap_of_random_numbers(submission: Submission) -> Submission:
    dice = "np.random.default_rng(1).random(translation.weights.shape)"
    honest = "translation.target, translation.weights)"
    return edited(submission, (honest, f"translation.target, {dice})"))


@code(*TRAINED, also=(*LOSSES_SHOWN, *NOTHING_LEARNT, *CURVES))
def learning_rate_of_zero(submission: Submission) -> Submission:
    return edited(submission, STANDS_STILL)


# Numbers that were printed while there was nothing to learn are no losses of a training.
@code(*TRAINED, also=(*LOSSES_SHOWN, "3.2/one_side_tokenised", "3.2/both_sides_tokenised"))
def trained_on_one_row(submission: Submission) -> Submission:
    built = "model.summary()"
    return edited(submission, (built, f"{built}\ntrain = Arrays(*(array[:1] for array in train))"))


@code("6.2/heatmap_of_trained_model", also=("5.2/trained_weights",))
def heatmap_of_an_untrained_model(submission: Submission) -> Submission:
    fresh = """fresh = build_model(len(source_vocabulary), len(target_vocabulary), attention="additive")
untrained = Translator(*build_inference_models(fresh), source_vocabulary, target_vocabulary, target_length)
figure, axes = plt.subplots(1, 2, figsize=(12, 5))"""
    drawn = "    translation = attention_translator.translate([sentence])[0]"
    return edited(
        submission,
        ("figure, axes = plt.subplots(1, 2, figsize=(12, 5))\nfor axis", f"{fresh}\nfor axis"),
        (drawn, drawn.replace("attention_translator", "untrained")),
    )


@code("5.1/feeds_back")
def inference_is_fed_the_true_target(submission: Submission) -> Submission:
    """The loop steps through the true translation, as training does, and calls what comes out a translation."""
    begins = "        words: list[np.ndarray] = []\n"
    truth = "        rows = [to_ids(dict(pairs).get(text, text), self.target_vocabulary) for text in sentences]\n"
    truth += "        truth = pad([[*row, END] for row in rows], self.max_length)\n"
    predicted = "            words.append(word)\n"
    return edited(
        submission,
        (begins, begins + truth),
        (predicted, f"{predicted}            word = truth[:, [len(words) - 1]]\n"),
        ("finished |= word[:, 0] == END", "finished |= words[-1][:, 0] == END"),
    )
