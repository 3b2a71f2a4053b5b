# One image for both tiers: `parley orchestrator`, `parley worker tts`, `parley worker asr`.
# Models are in it, so that a container starts without the network.

FROM node:20-bookworm-slim AS build
# pip fetches models that are published as Python packages.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3-pip \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages ./packages
COPY examples/package.json ./examples/
COPY scripts ./scripts
COPY proto ./proto
COPY configs ./configs
COPY tsconfig.json tsconfig.base.json ./
RUN node scripts/bootstrap.mjs build
ENV PARLEY_MODELS_DIR=/app/models
RUN node packages/cli/bin/parley.js models pull --defaults

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates ffmpeg python3-pip tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --uid 10001 parley
WORKDIR /app
COPY --from=build --chown=parley:parley /app /app
USER parley
ENV NODE_ENV=production \
  PARLEY_MODELS_DIR=/app/models
EXPOSE 8080 7001 9090
# tini passes SIGTERM on, so that a stop drains.
ENTRYPOINT ["tini", "--", "node", "packages/cli/bin/parley.js"]
CMD ["orchestrator", "--config", "configs/container.yaml"]
