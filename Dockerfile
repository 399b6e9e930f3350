# One image for bot, worker or both: `docker run … focus-bot [bot|worker]`. The TypeScript runs as it is; only production packages are in it.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
# Of `focus_bot_build_info`: `docker build --build-arg REVISION=$(git rev-parse --short HEAD)`.
ARG REVISION=unknown
RUN echo "$REVISION" > revision
USER node
# focus.yml is mounted at /app/focus.yml; secrets come as environment variables.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT ?? 8080}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# On SIGTERM what runs has SHUTDOWN_TIMEOUT to end: `docker stop -t 75`.
# A small young generation, and an old one that is collected before it doubles: docs/decisions/0032.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--heap-growing-percent=30", "src/main.ts"]
