using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration.Hocon;

public sealed class UnitTests
{
    [Theory]
    [InlineData("1s", 1000)]
    [InlineData("2seconds", 2000)]
    [InlineData(" 3 s ", 3000)]
    [InlineData("4000", 4000)]
    [InlineData("0.5s", 500)]
    [InlineData("1 milli", 1)]
    [InlineData("2000 micros", 2)]
    [InlineData("5000000ns", 5)]
    [InlineData("+1m", 60_000)]
    [InlineData("-30 minutes", -1_800_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("7 days", 604_800_000)]
    public void Durations_have_the_units_of_the_specification(string text, double milliseconds)
    {
        Assert.True(HoconUnits.TryParseDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("1M", 1048576)]
    [InlineData("1024K", 1048576)]
    [InlineData("1048576", 1048576)]
    [InlineData("0.5M", 524288)]
    [InlineData("10 B", 10)]
    [InlineData("10 bytes", 10)]
    [InlineData("1kB", 1000)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("2 gigabytes", 2_000_000_000)]
    [InlineData("32KiB", 32768)]
    [InlineData("3m", 3145728)]
    [InlineData("1 mebibyte", 1048576)]
    [InlineData("2Ti", 2199023255552)]
    [InlineData("7EiB", 8070450532247928832)]
    public void Sizes_have_the_units_of_the_specification(string text, long bytes)
    {
        Assert.True(HoconUnits.TryParseSize(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5 S")]
    [InlineData("5 parsecs")]
    [InlineData("1 2 s")]
    [InlineData("1e3s")]
    [InlineData("99999999999d")]
    public void Other_durations_are_refused(string text) => Assert.False(HoconUnits.TryParseDuration(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("10 mB")]
    [InlineData("10KB")]
    [InlineData("8EiB")]
    public void Other_sizes_are_refused(string text) => Assert.False(HoconUnits.TryParseSize(text, out _));

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1000, "1000B")]
    [InlineData(32768, "32KiB")]
    [InlineData(1L << 40, "1TiB")]
    public void A_size_shows_itself_in_its_largest_whole_unit(long bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());
}
