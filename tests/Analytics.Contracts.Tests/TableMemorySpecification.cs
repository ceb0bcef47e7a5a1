using System.Runtime.CompilerServices;
using Analytics.Contracts.Memory;

namespace Analytics.Contracts.Tests;

/// <summary>Memory of tables outside the collected heap.</summary>
public sealed unsafe class TableMemorySpecification
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(262_144)]
    [InlineData(700_001)]
    public void An_array_begins_with_zeros_and_keeps_what_is_written(int length)
    {
        var array = new TableArray<long>(length);
        Assert.Equal(length, array.Length);
        Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept(0));
        for (var i = 0; i < length; i++) array[i] = i;
        for (var i = 0; i < length; i++) Assert.True(array[i] == i);
    }

    [Fact]
    public void An_element_that_is_not_there_is_refused()
    {
        var array = new TableArray<int>(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TableArray<int>(0));
    }

    [Fact]
    public void One_that_was_released_has_no_elements()
    {
        var array = new TableArray<int>(1_000_000);
        array.Release();
        array.Release();
        Assert.Throws<ArgumentOutOfRangeException>(() => array[0]);
        Assert.True(array.AsSpan().IsEmpty);
    }

    [Fact]
    public void Chunks_do_not_overlap_begin_at_a_cache_line_and_are_zeros()
    {
        var memory = new TableMemory();
        var random = new Random(5);
        var chunks = new List<(nint Start, int Length)>();
        for (var i = 0; i < 500; i++)
        {
            var length = random.Next(1, i % 50 == 0 ? 20_000_000 : 300_000);
            var chunk = memory.Take<byte>(length);
            Assert.Equal((nint)0, (nint)chunk % 64);
            Assert.Equal(-1, new Span<byte>(chunk, length).IndexOfAnyExcept((byte)0));
            new Span<byte>(chunk, length).Fill((byte)i);
            chunks.Add(((nint)chunk, length));
        }

        for (var i = 0; i < chunks.Count; i++) Assert.Equal(-1, new Span<byte>((byte*)chunks[i].Start, chunks[i].Length).IndexOfAnyExcept((byte)i));
        GC.KeepAlive(memory);
    }

    [Fact]
    public void What_nobody_refers_to_goes_back_to_the_system()
    {
        var before = Environment.WorkingSet;
        for (var i = 0; i < 100; i++)
        {
            Touch(64 << 20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Environment.WorkingSet - before < 1L << 30, "100 times 64 MiB are still there");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Touch(int bytes) => new TableMemory().Take<byte>(bytes)[bytes / 2] = 1;
}
