using Analytics.Sinks.Tests.ClickHouse;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Store;

/// <summary>The official Node.js client, unmodified.</summary>
public sealed class OfficialClientTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [ClientFact]
    public async Task The_official_client_pings_inserts_binds_streams_and_understands_errors() => Assert.Equal(
        """{"ping":true,"bound":[{"id":1,"name":"one"},{"id":2,"name":"t'w\no"},{"id":3,"name":"three"}],"json":[{"n":5}],"streamed":200000,"error":{"code":"60","type":"UNKNOWN_TABLE"},"denied":"497"}""",
        await OfficialClients.RunAsync(
            "clickhouse.mjs", ("STORE_URL", fixture.Store.BaseAddress.ToString()),
            ("STORE_USER", fixture.Store.Writer.User), ("STORE_PASSWORD", fixture.Store.Writer.Password),
            ("STORE_READER", fixture.Store.Reader.User), ("STORE_READER_PASSWORD", fixture.Store.Reader.Password)));
}
