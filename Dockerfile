# By tag and not by digest: a rebuild takes Debian's and Python's fixes. What the app imports is pinned by hash.
ARG BASE=python:3.11-slim

FROM ${BASE} AS packages
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /build
# hadolint ignore=DL3008 # `strip` of whatever Debian the base is
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
# Removed in the same step, because a later one would not make the layer smaller: TensorFlow's C++ headers, libclang
# (TensorFlow names it and never imports it), suites that no module imports, pip, and TensorFlow's table of inner
# symbols, 250 MB that only a debugger reads. Compiled here, because nobody can write bytecode later; unchecked,
# because a copied file's time need not be the one in the bytecode.
RUN python -m venv /opt/venv \
 && pip install --no-cache-dir --no-compile --require-hashes -r requirements.txt \
 && pip uninstall --yes libclang pip \
 && for name in tensorflow/include pandas/tests pyarrow/include pyarrow/tests; do \
      rm -r "/opt/venv/lib/python3.11/site-packages/$name" || exit 1; \
    done \
 && strip --strip-unneeded /opt/venv/lib/python3.11/site-packages/tensorflow/libtensorflow_*.so.2 \
 && find /opt/venv -name __pycache__ -prune -exec rm -r {} + \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib

# The two-block net comes with the project; without the others the first start would train for a minute.
FROM packages AS nets
WORKDIR /app
COPY cnn_core cnn_core
ENV CONVSCOPE_CACHE=/store
RUN python -m cnn_core train three_block \
 && python -m cnn_core train two_block/notebook \
 && python -m cnn_core train three_block/notebook

FROM ${BASE}
# HOME is where Keras writes what it may lose. Without a name for the browser's side Streamlit asks an outside host
# for this machine's address. NumPy and SciPy would each start a thread for every core of the machine, however few the
# container may use.
ENV PATH=/opt/venv/bin:$PATH \
    OPENBLAS_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    CONVSCOPE_CACHE=/store \
    STREAMLIT_BROWSER_SERVER_ADDRESS=localhost \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_PORT=8501
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY .streamlit .streamlit
COPY cnn_core cnn_core
COPY ui ui
COPY pages pages
COPY app.py .
RUN python -m compileall -q --invalidation-mode unchecked-hash .
COPY --from=nets --chown=10001:10001 /store /store
USER 10001:10001
VOLUME /store
EXPOSE 8501
# No proxy, which the environment may name and which would not find this address.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import json, sys, urllib.request as web; ask = web.build_opener(web.ProxyHandler({})).open; answer = json.load(ask('http://127.0.0.1:8501/health', timeout=4)); print(answer); sys.exit(answer['engine'] != 'warm')"]
CMD ["python", "-m", "streamlit", "run", "app.py"]
