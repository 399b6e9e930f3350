# One image for bot, worker or both: `docker run … focus-bot [bot|worker]`. The TypeScript runs as it is; only production packages are in it.
# Images are named by tag; renovate.json (docker:pinDigests) adds the digest of each, and renews it.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm sbom --sbom-format=cyclonedx --omit=dev >sbom.cdx.json

FROM node:24-slim AS sources
COPY src /src
RUN rm -r /src/lab

# The fake world, with the packages it is made of: `docker build --target lab …`, and see deploy/compose.yml.
FROM node:24-slim AS lab
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --no-audit --no-fund
COPY src ./src
# Its page: where the lab runs, nothing but /tmp can be written.
RUN node -e "import('/app/src/lab/serve/built.ts').then(({ builtPage }) => builtPage())"
USER node
ENTRYPOINT ["node", "src/lab/main.ts"]

FROM node:24-slim
ARG VERSION=1.0.0
ARG REVISION=
LABEL org.opencontainers.image.title="Focus bot" \
  org.opencontainers.image.description="Slack bot that finds out why a Focus Server job has no consumer" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
# What is in node_modules, as CycloneDX: `docker run --rm --entrypoint cat focus-bot sbom.cdx.json`.
COPY --from=packages /app/node_modules ./node_modules
COPY --from=packages /app/sbom.cdx.json ./
COPY package.json LICENSE ./
COPY --from=sources /src ./src
# Of `focus_bot_build_info`: `docker build --build-arg REVISION=$(git rev-parse --short HEAD)`.
RUN echo "${REVISION:-unknown}" > revision
USER node
# focus.yml is mounted at /app/focus.yml; secrets come as environment variables.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT ?? 8080}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# On SIGTERM what runs has SHUTDOWN_TIMEOUT to end: `docker stop -t 75`.
# A small young generation, and an old one that is collected before it doubles: docs/decisions/0032.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--heap-growing-percent=30", "src/main.ts"]
