using System.Text;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>What a sink's store holds; survives crashes of the runtime. Idempotent by token, and unforgiving about tokens that come with other bytes.</summary>
internal sealed class SinkTarget
{
    private readonly Dictionary<string, string> _byToken = [];

    public List<SinkDelivery> Applied { get; } = [];

    public int Tries { get; private set; }

    public bool IsDown { get; set; }

    /// <summary>So many deliveries are applied and then answered with an error.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>When set, every delivery is refused with it.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>When set, deliveries hang until it completes. They answer being cancelled with an error of their own, as drivers do.</summary>
    public TaskCompletionSource? Hanging { get; set; }

    public IEnumerable<string> Lines => Applied.SelectMany(delivery => Encoding.UTF8.GetString(delivery.Payload.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A healthy target that has applied the same.</summary>
    public static SinkTarget CopyOf(SinkTarget other)
    {
        var copy = new SinkTarget();
        foreach (var (token, text) in other._byToken) copy._byToken.Add(token, text);
        copy.Applied.AddRange(other.Applied);
        return copy;
    }

    public async ValueTask DeliverAsync(string sink, SinkDelivery delivery, CancellationToken cancellation)
    {
        Tries++;
        if (Hanging is not null)
        {
            try
            {
                await Hanging.Task.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                throw new IOException("the connection was closed");
            }
        }

        if (Refusal is not null) throw Refusal;
        if (IsDown) throw new IOException("down");
        var text = Encoding.UTF8.GetString(delivery.Payload.Span);
        if (_byToken.TryGetValue(delivery.Token(sink), out var known)) Assert.Equal(known, text);
        else
        {
            Assert.Equal(Applied.Count, delivery.Sequence);
            _byToken.Add(delivery.Token(sink), text);
            Applied.Add(delivery);
        }

        if (LoseAnswers > 0)
        {
            LoseAnswers--;
            throw new IOException("answer lost");
        }
    }
}
