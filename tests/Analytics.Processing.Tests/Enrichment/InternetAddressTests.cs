using System.Net;
using System.Text;
using Analytics.Processing.Enrichment.Places;

namespace Analytics.Processing.Tests.Enrichment;

public class InternetAddressTests
{
    [Theory]
    [InlineData("1.2.3.4", "1.2.3.0")]
    [InlineData("255.255.255.255", "255.255.255.0")]
    [InlineData("2001:db8:1234:5678::9", "2001:db8:1234::")]
    [InlineData("::ffff:10.20.30.40", "10.20.30.0")]
    [InlineData("[2001:db8::1]", "2001:db8::")]
    [InlineData("fe80::1%eth0", "fe80::")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3::")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3::")]
    [InlineData("::", "::")]
    public void An_address_is_read_and_cut_to_its_network(string text, string network)
    {
        Assert.True(InternetAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address));
        Assert.Equal(network, Text(address.Network()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.")]
    [InlineData(":1")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("12345::")]
    [InlineData("::g")]
    [InlineData("unknown")]
    public void What_is_no_address_is_refused(string text) => Assert.False(InternetAddress.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Text_and_number_agree_with_the_platform()
    {
        var random = new Random(7);
        var bytes = new byte[16];
        for (var i = 0; i < 5000; i++)
        {
            random.NextBytes(bytes);
            for (var zero = 0; zero < 16; zero += 2) if (random.Next(2) == 0) bytes[zero] = bytes[zero + 1] = 0;
            bytes[0] |= 0x20;
            var expected = new IPAddress(bytes).ToString();
            Assert.True(InternetAddress.TryParse(Encoding.UTF8.GetBytes(expected), out var address));
            Assert.Equal(new IPAddress(bytes), IPAddress.Parse(Text(address)));
        }
    }

    [Fact]
    public void Every_dotted_address_is_read_and_no_text_near_to_one()
    {
        var random = new Random(9);
        for (var i = 0; i < 50_000; i++)
        {
            var numbers = Enumerable.Range(0, 4).Select(_ => random.Next(random.Next(2) == 0 ? 256 : 12)).ToArray();
            var text = Encoding.ASCII.GetBytes(string.Join('.', numbers));
            Assert.True(DottedAddress.TryParse(text, out var bits));
            Assert.Equal((uint)(numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]), bits);
            var room = new byte[DottedAddress.Room];
            Assert.Equal($"{numbers[0]}.{numbers[1]}.{numbers[2]}.0", Encoding.ASCII.GetString(room, 0, DottedAddress.WriteNetwork(text, room)));

            text[random.Next(text.Length)] = "0123456789./:a\0 "u8[random.Next(16)];
            var isOne = Encoding.ASCII.GetString(text).Split('.') is { Length: 4 } parts && parts.All(part => int.TryParse(part, out var number) && number < 256 && number.ToString() == part);
            Assert.Equal(isOne, DottedAddress.TryParse(text, out _));
        }
    }

    private static string Text(InternetAddress address)
    {
        Span<byte> text = stackalloc byte[InternetAddress.MaxTextLength];
        return Encoding.UTF8.GetString(text[..address.Write(text)]);
    }
}
