using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Analytics.Benchmarks.Ingest;

/// <summary>
/// Requests at a fixed rate over keep-alive connections, from one thread that waits for the next instant or answer to the microsecond. A driver on timers and a pool of threads is late by two
/// milliseconds by itself, and takes the processors from whom it measures. Latency counts from the instant at which a request should have been sent.
/// </summary>
internal sealed partial class OpenLoop : IDisposable
{
    private const short Readable = 1;
    private readonly Socket[] _sockets;
    private readonly Poll[] _polls;
    private readonly double[] _intended;
    private readonly int[] _received;
    private readonly byte[][] _answers;
    private readonly Stack<int> _idle;

    public OpenLoop(int port, int connections)
    {
        _sockets = new Socket[connections];
        for (var i = 0; i < connections; i++)
        {
            _sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _sockets[i].Connect(new IPEndPoint(IPAddress.Loopback, port));
        }

        _polls = [.. _sockets.Select(socket => new Poll { File = (int)socket.Handle, Events = Readable })];
        (_intended, _received) = (new double[connections], new int[connections]);
        _answers = [.. _sockets.Select(_ => new byte[4096])];
        _idle = new Stack<int>(Enumerable.Range(0, connections));
    }

    /// <summary>Sends them all and waits for their answers: how long it took in seconds, every latency, and how many answers were not 202.</summary>
    public (double Seconds, LatencyRecord Latency, int Failed) Run(IReadOnlyList<ReadOnlyMemory<byte>> requests, int rate)
    {
        var latency = new LatencyRecord(requests.Count);
        var (sent, failed) = (0, 0);
        var watch = Stopwatch.StartNew();
        while (latency.Count < requests.Count)
        {
            while (sent < requests.Count && _idle.Count > 0 && watch.Elapsed.TotalSeconds * rate >= sent)
            {
                var connection = _idle.Pop();
                (_intended[connection], _received[connection]) = (sent * 1000.0 / rate, 0);
                _sockets[connection].Send(requests[sent++].Span);
            }

            Wait(sent < requests.Count && _idle.Count > 0 ? ((double)sent / rate) - watch.Elapsed.TotalSeconds : 1);
            for (var connection = 0; connection < _polls.Length; connection++)
            {
                if (_polls[connection].Answer == 0 || Receive(connection) is not { } status) continue;
                latency.Add(watch.Elapsed.TotalMilliseconds - _intended[connection]);
                if (status != 202) failed++;
                _idle.Push(connection);
            }
        }

        return (watch.Elapsed.TotalSeconds, latency, failed);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    private int? Receive(int connection)
    {
        var answer = _answers[connection];
        var read = _sockets[connection].Receive(answer.AsSpan(_received[connection]));
        if (read == 0) throw new IOException("The node closed the connection.");
        _received[connection] += read;
        return RawHttpConnection.StatusOf(answer.AsSpan(0, _received[connection]));
    }

    private void Wait(double seconds)
    {
        var time = new Timespec { Nanoseconds = (long)(Math.Clamp(seconds, 0, 0.999) * 1e9) };
        // A signal that interrupts it leaves the answers of the last wait.
        if (ppoll(_polls, (nuint)_polls.Length, in time, 0) >= 0) return;
        foreach (ref var poll in _polls.AsSpan()) poll.Answer = 0;
    }

    [LibraryImport("libc")]
    private static partial int ppoll([In, Out] Poll[] polls, nuint count, in Timespec time, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int File;
        public short Events;
        public short Answer;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
