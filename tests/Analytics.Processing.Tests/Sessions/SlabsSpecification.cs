using Analytics.Contracts.Memory;
using Analytics.Processing.Sessions;

namespace Analytics.Processing.Tests.Sessions;

public sealed class SlabsSpecification
{
    [Fact]
    public void A_block_has_the_room_that_was_asked_for_and_at_most_a_quarter_more()
    {
        var slabs = new Slabs<byte>(16, new TableMemory());
        for (var size = 1; size < 40_000; size++)
        {
            var block = slabs.Allocate(size);
            Assert.Equal(slabs.SizeOf(block), slabs.Of(block).Length);
            Assert.InRange(slabs.SizeOf(block), size, Math.Max(size + 16, size * 5 / 4));
            slabs.Free(block);
        }
    }

    [Fact]
    public void Blocks_never_share_memory_and_keep_what_is_in_them()
    {
        var slabs = new Slabs<int>(1, new TableMemory());
        var random = new Random(5);
        var blocks = new List<(long Block, int Value)>();
        for (var i = 0; i < 20_000; i++)
        {
            if (blocks.Count > 0 && random.Next(3) == 0)
            {
                var at = random.Next(blocks.Count);
                slabs.Free(blocks[at].Block);
                blocks.RemoveAt(at);
            }
            else if (blocks.Count > 0 && random.Next(3) == 0)
            {
                var at = random.Next(blocks.Count);
                var larger = slabs.Grow(blocks[at].Block, slabs.SizeOf(blocks[at].Block) + random.Next(1, 100));
                Assert.Equal(blocks[at].Value, slabs.Of(larger)[0]);
                slabs.Of(larger).Fill(blocks[at].Value);
                blocks[at] = (larger, blocks[at].Value);
            }
            else
            {
                blocks.Add((slabs.Allocate(random.Next(1, 200)), i));
                slabs.Of(blocks[^1].Block).Fill(i);
            }
        }

        Assert.All(blocks, entry => Assert.False(slabs.Of(entry.Block).ContainsAnyExcept(entry.Value)));
    }
}
