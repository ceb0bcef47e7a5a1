using System.Globalization;
using Analytics.Contracts.Events;

namespace Analytics.Contracts.Tests;

/// <summary>Amounts are exact: what was summed is what is written.</summary>
public sealed class MoneySpecification
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "0.000001")]
    [InlineData("-1", "-0.000001")]
    [InlineData("5000000", "5")]
    [InlineData("16008872120000", "16008872.12")]
    [InlineData("-500000", "-0.5")]
    [InlineData("100000001", "100.000001")]
    public void Text_has_every_digit_and_no_needless_zero(string micros, string text) =>
        Assert.Equal(text, Money.Text(Int128.Parse(micros, CultureInfo.InvariantCulture)));

    [Fact]
    public void The_largest_and_the_smallest_sum_are_written_too()
    {
        Assert.Equal("170141183460469231731687303715884.105727", Money.Text(Int128.MaxValue));
        Assert.Equal("-170141183460469231731687303715884.105728", Money.Text(Int128.MinValue));
    }

    [Fact]
    public void Text_reads_back_as_the_same_amount()
    {
        var random = new Random(5);
        for (var i = 0; i < 10_000; i++)
        {
            var micros = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            Assert.Equal(micros, (long)(decimal.Parse(Money.Text(micros), CultureInfo.InvariantCulture) * Money.Scale));
        }
    }
}
