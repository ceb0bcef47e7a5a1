using System.Diagnostics;
using System.Security.Cryptography;
using Analytics.Sinks.Tests.ClickHouse;

namespace Analytics.Sinks.Tests.Store;

/// <summary>The official Node.js client, as npm delivers it, from <c>tests/clients</c>; installed once into the user's cache.</summary>
public sealed class OfficialClientTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    [ClientFact]
    public async Task The_official_client_pings_inserts_binds_streams_and_understands_errors()
    {
        var modules = await InstallAsync();
        var info = new ProcessStartInfo("node", [Path.Combine(ClientFactAttribute.Folder!, "clickhouse.mjs")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["CLIENTS"] = modules;
        info.Environment["STORE_URL"] = fixture.Store.BaseAddress.ToString();
        (info.Environment["STORE_USER"], info.Environment["STORE_PASSWORD"]) = (fixture.Store.Writer.User, fixture.Store.Writer.Password);
        (info.Environment["STORE_READER"], info.Environment["STORE_READER_PASSWORD"]) = (fixture.Store.Reader.User, fixture.Store.Reader.Password);
        Assert.Equal(
            """{"ping":true,"bound":[{"id":1,"name":"one"},{"id":2,"name":"t'w\no"},{"id":3,"name":"three"}],"json":[{"n":5}],"streamed":200000,"error":{"code":"60","type":"UNKNOWN_TABLE"},"denied":"497"}""",
            await RunAsync(info));
    }

    // The folder's name is the hash of the lock file, so a changed lock file installs anew.
    private static async Task<string> InstallAsync()
    {
        var source = ClientFactAttribute.Folder!;
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, "package-lock.json"))))[..12];
        var target = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "analytics-actors", "clients-" + hash);
        if (Directory.Exists(target)) return target;
        var unfinished = target + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(unfinished);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(source, file), Path.Combine(unfinished, file));
        await RunAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = unfinished, RedirectStandardOutput = true, RedirectStandardError = true,
        });
        if (!Directory.Exists(target)) Directory.Move(unfinished, target);
        return target;
    }

    private static async Task<string> RunAsync(ProcessStartInfo info)
    {
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{info.FileName}: {await errors}");
        return output.Trim();
    }
}
