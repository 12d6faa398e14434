# Two images from one file (they have not been built where the grader's tests run: there is no engine there):
#
#   docker build --target sandbox --tag notebook-grader .      what notebooks run in: grade --sandbox container
#   docker build --tag notebook-grader-whole .                 the grader itself, for macOS and Windows:
#   docker run --rm --network none --volume "$PWD:/work" notebook-grader-whole --sandbox landlock alice.ipynb
#
# The first holds nothing of the grader, for a notebook sees all that is in it. The second needs Linux 6.12 or later below
# it (`docker run --rm --entrypoint uname notebook-grader-whole -r`); `grade doctor` in it tells.
FROM python:3.11-slim AS sandbox
WORKDIR /build
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; asked = tomllib.load(open('pyproject.toml', 'rb'))['project']; print('\n'.join(asked['dependencies'] + asked['optional-dependencies']['everyday']))" > needed.txt \
    && pip install --no-cache-dir --constraint constraints.txt --requirement needed.txt \
    && pip install --no-cache-dir --constraint constraints.txt --no-deps tf_keras \
    && rm -r /build/*

FROM sandbox AS whole
RUN apt-get update && apt-get install --yes --no-install-recommends libseccomp2 git && rm -r /var/lib/apt/lists/*
COPY . /grader
RUN pip install --no-cache-dir --no-deps --editable /grader
WORKDIR /work
ENTRYPOINT ["grade"]
