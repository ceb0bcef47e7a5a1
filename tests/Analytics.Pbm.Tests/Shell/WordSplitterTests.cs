using Analytics.Pbm.Shell;

namespace Analytics.Pbm.Tests.Shell;

/// <summary>Lines to words.</summary>
public sealed class WordSplitterTests
{
    [Theory]
    [InlineData("a  b", "a|b", true)]
    [InlineData("a b ", "a|b", false)]
    [InlineData("a 'b c' \"d'e\"", "a|b c|d'e", true)]
    [InlineData("a\\ b 'c\\d'", "a b|c\\d", true)]
    [InlineData("a ''", "a|", true)]
    [InlineData("'open ", "open ", true)]
    [InlineData("", "", false)]
    public void Blanks_separate_and_quotes_keep_together(string line, string words, bool inside)
    {
        var (found, endsInside) = WordSplitter.Split(line);
        Assert.Equal((words, inside), (string.Join('|', found), endsInside));
    }

    [Theory]
    [InlineData("plain:1")]
    [InlineData("two words")]
    [InlineData("it's \"so\"")]
    [InlineData("back\\slash")]
    [InlineData("")]
    public void A_quoted_word_is_one_word_again(string word) => Assert.Equal([word], WordSplitter.Split(WordSplitter.Quote(word)).Words);
}
