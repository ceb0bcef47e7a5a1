using System.Text;
using Analytics.Contracts.Events;

namespace Analytics.Contracts.Tests;

/// <summary>A text has one symbol in a process, whoever asks and however many do at once.</summary>
public sealed class SymbolsSpecification
{
    [Fact]
    public void Empty_text_is_symbol_zero() => Assert.Equal(0, Symbols.Intern(""));

    [Fact]
    public void A_symbol_gives_its_text_back()
    {
        var symbol = Symbols.Intern("Straße 北京");
        Assert.Equal("Straße 北京", Symbols.Text(symbol));
        Assert.Equal(Encoding.UTF8.GetBytes("Straße 北京"), Symbols.Utf8(symbol).ToArray());
        Assert.Same(Symbols.Text(symbol), Symbols.Text(Symbols.Intern("Straße 北京")));
    }

    [Fact]
    public void Looking_for_a_text_makes_no_symbol()
    {
        var text = "never interned " + Guid.NewGuid();
        var before = Symbols.Count;
        Assert.False(Symbols.TryFind(text, out _));
        Assert.True(Symbols.Count >= before);
        Assert.False(Symbols.TryFind(text, out _));
    }

    [Fact]
    public async Task Many_threads_agree_on_every_symbol()
    {
        var run = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 20_000).Select(i => Symbols.Intern($"{run}{i}")).ToArray())));
        Assert.All(answers, a => Assert.Equal(answers[0], a));
        Assert.Equal(20_000, answers[0].Distinct().Count());
        for (var i = 0; i < 20_000; i++) Assert.Equal($"{run}{i}", Symbols.Text(answers[0][i]));
    }
}
