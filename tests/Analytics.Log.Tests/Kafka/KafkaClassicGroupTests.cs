using Analytics.Log.Kafka;

namespace Analytics.Log.Tests.Kafka;

/// <summary>The members assign: cooperative sticky.</summary>
[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaClassicGroupTests(KafkaBroker broker) : KafkaAssignmentTests(broker, brokerAssigns: false)
{
    [LogFact]
    public async Task An_owner_that_could_not_take_its_partitions_is_given_them_again()
    {
        // The other protocol waits 45 seconds for a member that went without a word.
        await using var log = KafkaLog.Open(Log);
        var (owner, failures) = (new RecordingOwner(), 2);
        owner.Taking = () =>
        {
            if (failures-- > 0) throw new InvalidOperationException("not now");
        };
        await using var member = NewMember();
        member.Start(owner);
        await owner.UntilAsync(owned => owned.Length == 4);
        Assert.True(failures < 0);
    }
}
