using Analytics.Actors.Checkpoints;
using Analytics.Actors.Replay;
using Analytics.Actors.Streams;
using Analytics.Testing;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>What is kept of a shard, looked at by somebody who does not own it.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class A_copy_of_checkpoints(PostgresServer server)
{
    public static TheoryData<string> Kinds => [.. StoreUnderTest.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Is_what_its_owner_would_load_and_the_owner_goes_on(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        using var folder = new TemporaryFolder();
        var book = place.Own().Put("a", "1").Put("b", "2").Cut("payload").Put("a", "3").Remove("b").Cut();
        ((ICheckpointCopies)place.Store).CopyTo(place.Shard, folder.File(place.Shard.ToString()));
        using (var copy = new FileCheckpointStore(folder.Path, new FileCheckpointOptions { WithoutSync = true }))
        {
            var read = new ShardBook(copy.Open(place.Shard)).Recover();
            Assert.Equal(book.Entities, read.Entities);
            Assert.Equal(["payload"], read.Payloads());
            read.Put("a", "copy's own").Cut();
        }

        book.Put("c", "4").Cut();
        Assert.Equal(new Dictionary<string, string> { ["a"] = "3", ["c"] = "4" }, place.Restart().Entities);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Up_to_an_offset_is_the_state_of_then(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        using var folder = new TemporaryFolder();
        place.Own().Put("a", "1").Cut().Put("a", "2").Cut().Put("a", "3").Cut();
        ((ICheckpointCopies)place.Store).CopyTo(place.Shard, folder.File(place.Shard.ToString()));
        using var copy = new FileCheckpointStore(folder.Path, new FileCheckpointOptions { WithoutSync = true, CoversAtMost = 2 });
        var read = new Dictionary<string, string>();
        var recovered = copy.Open(place.Shard).Recover((_, key, state) => read.Add(System.Text.Encoding.UTF8.GetString(key), System.Text.Encoding.UTF8.GetString(state)));
        Assert.Equal((2, "2"), (recovered.NextOffset, read["a"]));
        Assert.Empty(recovered.Repeat);
    }

    [Fact]
    public void Of_a_damaged_checkpoint_is_told_with_the_damage()
    {
        using var place = new StoreUnderTest(StoreUnderTest.Files, server);
        using var folder = new TemporaryFolder();
        place.Own().Put("a", new string('x', 100)).Cut().Put("a", "2").Cut();
        var lane = new LaneDefinition { Topic = place.Shard.Topic, Decoder = () => throw new InvalidOperationException(), Kinds = _ => [], Sinks = [] };
        Assert.Equal(["2 whole", "1 whole"], Audit("before"));
        var state = Directory.GetFiles(place.ShardFolder, "state-*").Single();
        using (var file = File.Open(state, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Seek(60, SeekOrigin.Begin);
            file.WriteByte((byte)'y');
        }

        Assert.All(Audit("after"), line => Assert.EndsWith("damaged", line, StringComparison.Ordinal));

        IEnumerable<string> Audit(string name) => CheckpointAudit.Run((ICheckpointCopies)place.Store, lane, place.Shard, folder.File(name))
            .Select(found => $"{found.Number} {(found.Fault.Length == 0 ? "whole" : "damaged")}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Of_a_shard_that_never_was_is_empty(string kind)
    {
        using var place = new StoreUnderTest(kind, server);
        using var folder = new TemporaryFolder();
        place.Own().Cut();
        ((ICheckpointCopies)place.Store).CopyTo(place.Neighbour, folder.File("none"));
        Assert.Empty(Directory.Exists(folder.File("none")) ? Directory.GetFiles(folder.File("none")) : []);
    }
}
