using System.Text;
using Analytics.Processing.Sessions;

namespace Analytics.Processing.Tests.Sessions;

public sealed class StepTableSpecification
{
    [Fact]
    public void A_text_is_kept_while_it_is_used_and_forgotten_after()
    {
        var steps = new StepTable();
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
}
