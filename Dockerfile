# By tag and not by digest: a rebuild takes Debian's and Python's fixes. What the app imports is pinned by hash.
ARG BASE=python:3.11-slim

FROM ${BASE} AS packages
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /build
# hadolint ignore=DL3008 # `strip` of whatever Debian the base is
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-cpu.txt ./
# TensorFlow without its half for graphics cards, which no container here has, where there is such a package.
# Removed in the same step, because a later one would not make the layer smaller: TensorFlow's C++ headers, libclang
# (TensorFlow names it and never imports it), test suites, maps to the sources of scripts, pip, and TensorFlow's table
# of inner symbols, 250 MB that only a debugger reads. Compiled here, because nobody can write bytecode later;
# unchecked, because a copied file's time need not be the one in the bytecode.
RUN case "$(uname -m)" in x86_64) lock=requirements-cpu.txt ;; *) lock=requirements.txt ;; esac \
 && python -m venv /opt/venv \
 && pip install --no-cache-dir --no-compile --require-hashes -r "$lock" \
 && pip uninstall --yes libclang pip \
 && rm -r /opt/venv/lib/python3.11/site-packages/tensorflow/include \
 && find /opt/venv/lib -type d -name tests -prune -exec rm -r {} + \
 && find /opt/venv -name "*.map" -delete \
 && strip --strip-unneeded /opt/venv/lib/python3.11/site-packages/tensorflow/libtensorflow_*.so.2 \
 && find /opt/venv -name __pycache__ -prune -exec rm -r {} + \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib

# What is in the image, as a CycloneDX bill of materials, for whoever looks for advisories later.
FROM packages AS bill
COPY requirements-audit.txt pyproject.toml ./
RUN python -m venv /opt/audit \
 && /opt/audit/bin/pip install --no-cache-dir --require-hashes -r requirements-audit.txt \
 && /opt/audit/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON \
    -o sbom.cdx.json /opt/venv/bin/python

# The two-block net comes with the project; without the others the first start would train for a minute.
FROM packages AS nets
WORKDIR /app
COPY cnn_core cnn_core
ENV CONVSCOPE_CACHE=/store
RUN python -m cnn_core train three_block \
 && python -m cnn_core train two_block/notebook \
 && python -m cnn_core train three_block/notebook \
 && mkdir /nets && mv /store/models/*.npz /store/models/*.moments /nets && chmod -R a+rX /nets

FROM ${BASE}
# HOME is where Keras writes what it may lose. NumPy and SciPy would each start a thread for every core of the
# machine, however few the container may use.
ENV PATH=/opt/venv/bin:$PATH \
    OPENBLAS_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    CONVSCOPE_ADDRESS=0.0.0.0 \
    CONVSCOPE_CACHE=/store \
    CONVSCOPE_PORT=8501
LABEL org.opencontainers.image.title="Convscope" \
      org.opencontainers.image.description="Look inside a convolutional network: every number, every map, live." \
      org.opencontainers.image.version="0.3.0" \
      org.opencontainers.image.licenses="MIT"
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY .streamlit .streamlit
COPY cnn_core cnn_core
COPY ui ui
COPY pages pages
COPY app.py LICENSE ./
COPY --from=bill /build/sbom.cdx.json .
# With the project's own weights, and not in the volume, where a folder that is mounted would hide them.
COPY --from=nets /nets cnn_core/weights
# A checkout may be readable to its owner alone.
RUN chmod -R a+rX . \
 && python -m compileall -q --invalidation-mode unchecked-hash . \
 && install -d -o 10001 -g 10001 /store
USER 10001:10001
VOLUME /store
EXPOSE 8501
# No proxy, which the environment may name and which would not find this address.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import json, os, sys, urllib.request as web; ask = web.build_opener(web.ProxyHandler({})).open; answer = json.load(ask('http://127.0.0.1:' + os.environ['CONVSCOPE_PORT'] + '/health', timeout=4)); print(answer); sys.exit(answer['engine'] != 'warm')"]
CMD ["python", "-m", "ui"]
