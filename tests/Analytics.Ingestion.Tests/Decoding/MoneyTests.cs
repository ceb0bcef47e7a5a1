using System.Globalization;
using System.Numerics;
using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Tests.Decoding;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("2499.00", 2_499_000_000)]
    [InlineData("0.1", 100_000)]
    [InlineData("0.000001", 1)]
    [InlineData("-12.345678", -12_345_678)]
    [InlineData("1.2300000000000000", 1_230_000)]
    [InlineData("1e3", 1_000_000_000)]
    [InlineData("1.5E-3", 1_500)]
    [InlineData("123456789e-6", 123_456_789)]
    [InlineData("9223372036854.775807", long.MaxValue)]
    [InlineData("-9223372036854.775808", long.MinValue)]
    [InlineData("0e999999999999999999", 0)]
    public void Amounts_are_exact_as_number_and_as_text(string amount, long micros)
    {
        Assert.Equal(micros, OneEvent.Of($$"""{"event_type":"purchase","amount":{{amount}}}""").Row.AmountMicros);
        Assert.Equal(micros, OneEvent.Of($$"""{"event_type":"purchase","amount":"{{amount}}"}""").Row.AmountMicros);
    }

    [Theory]
    [InlineData("0.0000001")]
    [InlineData("1e-7")]
    [InlineData("9223372036854.775808")]
    [InlineData("-9223372036854.775809")]
    [InlineData("1e13")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999")]
    public void What_cannot_be_kept_exactly_is_refused_by_name(string amount)
    {
        var rejection = OneEvent.Of("{\"event_type\":\"purchase\",\"event_data\":{\"total\":" + amount + "}}").Rejection;
        Assert.Equal((RejectionReason.NumberOutOfRange, "total"), (rejection.Reason, rejection.Field));
    }

    [Fact]
    public void A_value_that_is_no_money_stays_a_property()
    {
        var read = OneEvent.Of("""{"event_type":"filter_set","event_data":{"value":"blue"}}""");
        Assert.Equal(0, read.Row.AmountMicros);
        Assert.Equal(0, OneEvent.Of("""{"event_type":"scrolled","event_data":{"value":0.123456789}}""").Row.AmountMicros);
    }

    [Fact]
    public void Any_decimal_is_kept_exactly_or_refused()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Decimal(random);
            var (mantissa, exponent) = Parse(text);
            var scaled = exponent + 6 >= 0 ? mantissa * BigInteger.Pow(10, exponent + 6) : BigInteger.DivRem(mantissa, BigInteger.Pow(10, -exponent - 6), out var rest) is var q && rest.IsZero ? q : (BigInteger?)null;
            var isExact = scaled is { } value && value >= long.MinValue && value <= long.MaxValue;
            var read = OneEvent.Of($$"""{"event_type":"purchase","amount":{{text}}}""");
            Assert.True(isExact == read.IsAccepted, text);
            if (isExact) Assert.Equal((long)scaled!.Value, read.Row.AmountMicros);
        }
    }

    private static string Decimal(Random random)
    {
        var whole = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 15))).ToString(CultureInfo.InvariantCulture);
        var fraction = random.Next(3) == 0 ? "" : "." + random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 10))).ToString(CultureInfo.InvariantCulture) + new string('0', random.Next(4));
        var exponent = random.Next(4) == 0 ? "e" + random.Next(-8, 8).ToString(CultureInfo.InvariantCulture) : "";
        return (random.Next(3) == 0 ? "-" : "") + whole + fraction + exponent;
    }

    private static (BigInteger Mantissa, int Exponent) Parse(string text)
    {
        var parts = text.Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= parts[0].Length - point - 1;
        return (BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent);
    }
}
