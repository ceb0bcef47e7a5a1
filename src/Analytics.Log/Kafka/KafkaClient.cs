using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>One client of librdkafka: connections, threads and a memory of its own. Not freed while it is in use by anybody.</summary>
internal sealed unsafe class KafkaClient : IDisposable
{
    private const int MessageSize = 512;
    private const int LevelWarning = 4;
    private readonly GCHandle _self;
    private readonly Action<string>? _notice;
    private nint _handle;

    private KafkaClient(Action<string>? notice)
    {
        _notice = notice;
        _self = GCHandle.Alloc(this);
    }

    public nint Handle => _handle;

    /// <summary>Makes a producer or a consumer.</summary>
    /// <param name="type"><see cref="RdKafka.Producer"/> or <see cref="RdKafka.Consumer"/>.</param>
    /// <param name="options">Settings; their own properties come first, so that the log's win.</param>
    /// <param name="properties">What this client needs.</param>
    /// <param name="events">Kinds of event that are fetched from a queue.</param>
    /// <exception cref="KafkaSetupException">A property is unknown or has a wrong value.</exception>
    public static KafkaClient Create(int type, KafkaLogOptions options, IEnumerable<(string Name, string Value)> properties, int events = 0)
    {
        KafkaLibrary.Load(options.Library);
        var client = new KafkaClient(options.OnNotice);
        var conf = RdKafka.ConfNew();
        try
        {
            foreach (var (name, value) in options.Properties) Set(conf, name, value);
            Set(conf, "bootstrap.servers", options.Brokers);
            Set(conf, "client.id", options.ClientId);
            foreach (var (name, value) in properties) Set(conf, name, value);
            RdKafka.ConfSetEvents(conf, events);
            RdKafka.ConfSetOpaque(conf, GCHandle.ToIntPtr(client._self));
            RdKafka.ConfSetLog(conf, &OnLog);
            var message = stackalloc byte[MessageSize];
            client._handle = RdKafka.New(type, conf, message, MessageSize);
            if (client._handle == 0) throw new KafkaSetupException($"kafka: {Marshal.PtrToStringUTF8((nint)message)}");
            conf = 0;
            return client;
        }
        catch
        {
            client._self.Free();
            throw;
        }
        finally
        {
            if (conf != 0) RdKafka.ConfDestroy(conf);
        }
    }

    /// <summary>Waits until the library has let go of everything, then frees it. Every queue and topic must be freed before.</summary>
    public void Dispose()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle == 0) return;
        RdKafka.Destroy(handle, RdKafka.DestroyWithoutLeaving);
        _self.Free();
    }

    private static void Set(nint conf, string name, string value)
    {
        var message = stackalloc byte[MessageSize];
        if (RdKafka.ConfSet(conf, name, value, message, MessageSize) != 0)
            throw new KafkaSetupException($"kafka.properties.{name}: {WithoutValue(Marshal.PtrToStringUTF8((nint)message), value)}");
    }

    /// <summary>The value may be a secret, and the library's messages quote it.</summary>
    private static string WithoutValue(string? message, string value) =>
        value.Length == 0 ? message ?? "" : (message ?? "").Replace(value, "…", StringComparison.Ordinal);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint client, int level, byte* facility, byte* text)
    {
        try
        {
            if (client == 0 || level > LevelWarning || GCHandle.FromIntPtr(RdKafka.Opaque(client)).Target is not KafkaClient { _notice: { } notice }) return;
            // Properties are given to every client, and each kind warns of those that are meant for the other.
            var subject = Text(facility);
            if (subject != "CONFWARN") notice($"{subject}: {Text(text)}");
        }
        catch (Exception)
        {
            // What a listener throws must not reach the library's threads.
        }
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
