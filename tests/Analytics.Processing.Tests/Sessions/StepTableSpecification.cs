using System.Numerics;
using System.Text;
using Analytics.Contracts.Memory;
using Analytics.Processing.Sessions;
using Analytics.Processing.State;

namespace Analytics.Processing.Tests.Sessions;

public sealed class StepTableSpecification
{
    [Fact]
    public void A_text_is_kept_while_it_is_used_and_forgotten_after()
    {
        var steps = new StepTable(new TableMemory());
        var random = new Random(1);
        var uses = new List<(int Step, string Text)>();
        for (var i = 0; i < 50_000; i++)
        {
            if (random.Next(2) == 0 || uses.Count == 0)
            {
                var text = $"/page/{random.Next(5_000)}";
                uses.Add((steps.Intern(Encoding.UTF8.GetBytes(text)), text));
            }
            else
            {
                var at = random.Next(uses.Count);
                steps.Release(uses[at].Step);
                uses.RemoveAt(at);
            }
        }

        Assert.Equal(uses.Select(use => use.Text).Distinct().Count(), steps.Count);
        Assert.All(uses, use => Assert.Equal(use.Text, Encoding.UTF8.GetString(steps.Text(use.Step))));
        foreach (var (step, _) in uses) steps.Release(step);
        Assert.Equal(0, steps.Count);
    }

    [Theory]
    [InlineData("https://shop.example/cart?x=1#y", "/cart")]
    [InlineData("https://shop.example", "/")]
    [InlineData("https://shop.example?x=/y", "/")]
    [InlineData("/cart?next=https://other.example/x", "/cart")]
    [InlineData("cart", "cart")]
    [InlineData("#top", "/")]
    public void A_page_is_the_path_of_its_address(string address, string page) =>
        Assert.Equal(page, Encoding.UTF8.GetString(PageAddress.PageOf(Encoding.UTF8.GetBytes(address))));

    [Fact]
    public void Long_texts_are_cut_at_a_character()
    {
        var cut = PageAddress.Cut(Encoding.UTF8.GetBytes(new string('é', 200)));
        Assert.Equal(new string('é', 127), Encoding.UTF8.GetString(cut));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public void A_path_is_written_whatever_its_texts_and_times_and_however_little_room_is_left(int spare)
    {
        var steps = new StepTable(new TableMemory());
        string[] texts = ["/", "/p/123", "fifteen bytes !", "sixteen bytes !!", new string('x', 255), "/cart"];
        long[] laters = [0, 1, 127, 128, (1L << 56) - 1, 1L << 56, 1L << 61];
        var random = new Random(7);
        for (var count = 0; count <= 50; count++)
        {
            var order = 1_000L;
            var expected = Enumerable.Range(0, count).Select(i => (Text: texts[random.Next(texts.Length)], Later: laters[random.Next(i == 20 ? 7 : 6)])).ToArray();
            var path = expected.Select(step => new PathStep(order += step.Later, steps.Intern(Encoding.UTF8.GetBytes(step.Text)))).ToArray();
            var exact = expected.Sum(step => 1 + step.Text.Length + Math.Max(1, (BitOperations.Log2((ulong)step.Later) / 7) + 1));
            var target = new byte[exact + spare + 64];
            target.AsSpan(exact + spare).Fill(0xFF);
            var writer = new StateWriter(target.AsSpan(0, exact + spare));
            steps.WriteTo(ref writer, path, 1_000);
            Assert.Equal(exact, writer.Position);
            Assert.Equal(-1, target.AsSpan(exact + spare).IndexOfAnyExcept((byte)0xFF));
            var reader = new StateReader(target.AsSpan(0, exact));
            foreach (var (text, later) in expected)
            {
                Assert.Equal((ulong)later, reader.Varint());
                Assert.Equal(text, Encoding.UTF8.GetString(reader.ShortText()));
            }
        }
    }
}
