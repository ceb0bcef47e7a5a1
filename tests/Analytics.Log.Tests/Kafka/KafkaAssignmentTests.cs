using Analytics.Log.Kafka;

namespace Analytics.Log.Tests.Kafka;

/// <summary>A group of members that share four partitions, with either protocol.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public abstract class KafkaAssignmentTests(KafkaBroker broker, bool brokerAssigns)
{
    private readonly string _topic = KafkaBroker.NewName("lane");

    private protected KafkaLogOptions Log => broker.Options(new KafkaTopic(_topic, 4) { Replication = 1 });

    [LogFact]
    public async Task One_member_has_everything()
    {
        await using var log = KafkaLog.Open(Log);
        var owner = new RecordingOwner();
        await using var member = NewMember();
        member.Start(owner);
        await owner.UntilAsync(owned => owned.Length == 4);
        Assert.Empty(owner.Taken);
    }

    [LogFact]
    public async Task A_second_member_takes_half_and_what_stays_is_not_interrupted()
    {
        await using var log = KafkaLog.Open(Log);
        var (first, second) = (new RecordingOwner(), new RecordingOwner());
        await using var one = NewMember();
        one.Start(first);
        await first.UntilAsync(owned => owned.Length == 4);
        var givenUp = false;
        var early = false;
        first.Releasing = () =>
        {
            early |= second.Owned.Length > 0;
            givenUp = true;
        };
        await using (var two = NewMember())
        {
            two.Start(second);
            await second.UntilAsync(owned => owned.Length == 2);
            await first.UntilAsync(owned => owned.Length == 2);
            Assert.True(givenUp);
            Assert.False(early, "The second member was given partitions before the first had released them.");
            Assert.Equal([0, 1, 2, 3], first.Owned.Concat(second.Owned).Order());
            Assert.Equal(second.Owned, first.Taken.Order());
        }

        Assert.Empty(second.Owned);
        await first.UntilAsync(owned => owned.Length == 4);
        Assert.Equal(2, first.Taken.Count);
    }

    [LogFact]
    public async Task Leaving_gives_partitions_back_first()
    {
        await using var log = KafkaLog.Open(Log);
        var owner = new RecordingOwner();
        var member = NewMember();
        member.Start(owner);
        await owner.UntilAsync(owned => owned.Length == 4);
        await member.DisposeAsync();
        Assert.Equal(["revoked"], await owner.UntilAsync(owned => owned.Length == 0));
    }

    private protected KafkaAssignment NewMember() => new(Log, new KafkaGroupOptions
    {
        Group = _topic,
        Topics = [_topic],
        BrokerAssigns = brokerAssigns,
        SessionTimeout = TimeSpan.FromSeconds(6),
        CommitInterval = TimeSpan.FromMilliseconds(200),
    });
}
