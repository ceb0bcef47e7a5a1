using System.Runtime.InteropServices;

namespace Analytics.Log.Kafka.Native;

/// <summary>Finds librdkafka: once for the process, since a library cannot be exchanged while it is in use.</summary>
internal static class KafkaLibrary
{
    /// <summary>2.3.0, which brought the look-up of offsets of many partitions in one call.</summary>
    private const int OldestVersion = 0x020300ff;

    private static readonly Lock Gate = new();
    private static nint _handle;

    /// <summary>Loads the library from a file, or from where the system finds it when the path is empty.</summary>
    /// <exception cref="KafkaSetupException">It is missing or too old; the message names the setting.</exception>
    public static void Load(string path)
    {
        lock (Gate)
        {
            if (_handle != 0) return;
            var handle = Open(path);
            NativeLibrary.SetDllImportResolver(typeof(KafkaLibrary).Assembly, (name, _, _) => name == RdKafka.Library ? handle : 0);
            var version = RdKafka.Version();
            if (version < OldestVersion)
            {
                throw new KafkaSetupException(
                    $"kafka.library: {(path.Length > 0 ? path : "the system's librdkafka")} is version {version >> 24}.{(version >> 16) & 0xff}.{(version >> 8) & 0xff}; 2.3.0 or newer is needed.");
            }

            _handle = handle;
        }
    }

    private static nint Open(string path)
    {
        string[] names = path.Length > 0 ? [path] : ["librdkafka.so.1", "librdkafka.1.dylib", "librdkafka.dll"];
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var handle)) return handle;
        throw new KafkaSetupException(path.Length > 0
            ? $"kafka.library: {path} cannot be loaded as a library."
            : "kafka.library names no file and the system has no librdkafka: ./analytics builds one and names it in ANALYTICS_LIBRDKAFKA.");
    }
}
