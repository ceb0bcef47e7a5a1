using Analytics.Store;

try
{
    await StoreServer.RunAsync(StoreOptions.Parse(args, Environment.GetEnvironmentVariable));
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or DllNotFoundException or FormatException or Analytics.Store.Engine.EngineException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
