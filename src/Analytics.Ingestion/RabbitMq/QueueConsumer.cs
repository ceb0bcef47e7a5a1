using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// Takes what the broker delivers of one queue. It holds as many messages as the broker may send before it has an acknowledgement, so this is bounded by the
/// prefetch. Ends when the channel does or the queue is gone.
/// </summary>
/// <param name="channel">Where it is subscribed.</param>
/// <param name="ended">Cancelled when nothing of this channel can be acknowledged any more.</param>
internal sealed class QueueConsumer(IChannel channel, CancellationTokenSource ended) : AsyncDefaultBasicConsumer(channel)
{
    private readonly Channel<QueueMessage> _messages = System.Threading.Channels.Channel.CreateUnbounded<QueueMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });

    /// <summary>What was delivered and not yet taken.</summary>
    public ChannelReader<QueueMessage> Messages => _messages.Reader;

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // The properties, too, live in the client's memory until they are copied.
        _messages.Writer.TryWrite(new QueueMessage(deliveryTag, redelivered, routingKey, new BasicProperties(properties), body.ToArray()));
        return Task.CompletedTask;
    }

    public override async Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        await base.HandleChannelShutdownAsync(channel, reason);
        End(new RabbitMqException(TextOf(reason)));
    }

    protected override async Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
    {
        await base.OnCancelAsync(consumerTags, cancellationToken);
        End(new RabbitMqException("The broker ended the subscription: the queue is gone."));
    }

    private void End(Exception reason)
    {
        _messages.Writer.TryComplete(reason);
        ended.Cancel();
    }

    private static string TextOf(ShutdownEventArgs reason) => reason.Exception?.Message ?? $"{reason.ReplyCode} {reason.ReplyText}";
}
