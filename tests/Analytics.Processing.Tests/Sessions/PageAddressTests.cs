using System.Text;
using Analytics.Processing.Sessions;

namespace Analytics.Processing.Tests.Sessions;

public sealed class PageAddressTests
{
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
