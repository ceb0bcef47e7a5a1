using System.Text;
using Analytics.Log.Kafka;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Tests.Kafka;

/// <summary>Another program that writes to partition 0 of a topic in transactions, and deletes from it.</summary>
internal sealed unsafe class ForeignProducer : IDisposable
{
    private const int Patience = 20_000;
    private readonly KafkaClient _client;
    private readonly string _topicName;
    private readonly nint _topic;

    public ForeignProducer(KafkaLogOptions options, string topic)
    {
        _topicName = topic;
        _client = KafkaClient.Create(RdKafka.Producer, options, [("transactional.id", KafkaBroker.NewName("foreign"))]);
        _topic = RdKafka.TopicNew(_client.Handle, topic, 0);
        Require(ForeignLibrary.InitTransactions(_client.Handle, Patience));
    }

    public void Commit(params string[] values)
    {
        Produce(values);
        Require(ForeignLibrary.CommitTransaction(_client.Handle, Patience));
    }

    public void Abort(params string[] values)
    {
        Produce(values);
        _ = RdKafka.Flush(_client.Handle, Patience);
        Require(ForeignLibrary.AbortTransaction(_client.Handle, Patience));
    }

    /// <summary>Deletes what lies below an offset, as retention does.</summary>
    public void DeleteBefore(long offset)
    {
        var partitions = RdKafka.PartitionsNew(1);
        RdKafka.PartitionsAdd(partitions, _topicName, 0)->Offset = offset;
        var deletion = ForeignLibrary.DeleteRecordsNew(partitions);
        var queue = RdKafka.QueueNew(_client.Handle);
        ForeignLibrary.DeleteRecords(_client.Handle, &deletion, 1, 0, queue);
        var happening = RdKafka.QueuePoll(queue, Patience);
        Assert.Equal(0, RdKafka.EventErrorCode(happening));
        RdKafka.EventDestroy(happening);
        RdKafka.QueueDestroy(queue);
        ForeignLibrary.DeleteRecordsDestroy(deletion);
        RdKafka.PartitionsDestroy(partitions);
    }

    public void Dispose()
    {
        RdKafka.TopicDestroy(_topic);
        _client.Dispose();
    }

    private void Produce(string[] values)
    {
        Require(ForeignLibrary.BeginTransaction(_client.Handle));
        foreach (var value in values) Produce(value);
    }

    private void Produce(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* pointer = bytes)
        {
            var parts = stackalloc NativePart[]
            {
                NativePart.Of(NativePart.Topic, _topic), NativePart.Of(NativePart.Partition, 0), NativePart.Of(NativePart.Flags, NativePart.CopyBytes),
                NativePart.Of(NativePart.Value, pointer, bytes.Length),
            };
            Require(RdKafka.Produce(_client.Handle, parts, 4));
        }
    }

    private static void Require(nint error)
    {
        if (error != 0) Assert.Fail(RdKafka.TakeText(error));
    }
}
