using Analytics.Sinks.Postgres.Embedded;

// Run with arguments, this program is a process that a test can kill with -9. The tests themselves are run by `dotnet test`.
if (args is not ["postgres-node", var native, var data])
{
    Console.Error.WriteLine("Usage: postgres-node NATIVE-FOLDER DATA-FOLDER");
    return 2;
}

await using var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = native, DataFolder = data });
Console.WriteLine($"ready {postgres.ProcessId}");
Console.In.ReadToEnd();
return 0;
