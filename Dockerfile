# One image for the API and the worker. Node is its entry point: `dist/server.js` (the default), `dist/worker.js`,
# `dist/setup.js`, `dist/cli/keys.js`, `dist/cli/logs-export.js`. Build it with: docker build --tag logs-export .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json vite.config.mjs ./
COPY src ./src
RUN npm run build && npm prune --omit=dev
# Temporal's native library ships for every system; keep only this one.
RUN find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" \
  -exec rm -rf {} +

# No shell, no package manager, the same C library as above; Node is process 1, so signals reach it.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production WORKER_METRICS_PORT=9464
# Freed buffers go back to the system at once: docs/performance.md, Memory.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 NODE_OPTIONS=--max-semi-space-size=4
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY LICENSE ./LICENSE
USER 65532:65532
EXPOSE 8080 9464
# Of the API; for a worker: dist/healthcheck.js http://127.0.0.1:9464/healthz
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "dist/healthcheck.js"]
ENTRYPOINT ["/nodejs/bin/node"]
CMD ["dist/server.js"]
