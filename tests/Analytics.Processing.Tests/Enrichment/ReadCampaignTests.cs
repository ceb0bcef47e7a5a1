using Analytics.Processing.Enrichment;

namespace Analytics.Processing.Tests.Enrichment;

public class ReadCampaignTests
{
    [Theory]
    [InlineData("https://x/?utm_source=news&utm_medium=email&utm_campaign=may", "news", "email", "may")]
    [InlineData("https://x/p?a=1&utm_campaign=spring+sale%21&utm_source=caf%C3%A9#utm_medium=no", "café", "", "spring sale!")]
    [InlineData("/p?utm_source=first&utm_source=second", "first", "", "")]
    [InlineData("/p?utm_source=&utm_medium=x", "", "x", "")]
    [InlineData("/p?utm_source=%FF", "%FF", "", "")]
    [InlineData("/p?utm_source=a%00b", "a%00b", "", "")]
    [InlineData("/p?utm_source=100%", "100%", "", "")]
    [InlineData("/p?gclid=abc", "google", "cpc", "")]
    [InlineData("/p?x=1&fbclid=abc&y=2", "facebook", "cpc", "")]
    [InlineData("/p?gclid=abc&utm_source=own", "own", "", "")]
    [InlineData("/p?gclid=", "", "", "")]
    [InlineData("/p#?utm_source=x", "x", "", "")]
    [InlineData("/p", "", "", "")]
    public void The_campaign_is_read_from_the_query(string url, string source, string medium, string campaign)
    {
        var events = new EventsInMemory();
        ref var row = ref events.Add();
        row.Url = events.Slice(url);

        new ReadCampaign().Apply(events.Batch, events.Batch.Rows);

        row = ref events.Batch.Rows[0];
        Assert.Equal((source, medium, campaign), (events.Text(row.UtmSource), events.Text(row.UtmMedium), events.Text(row.UtmCampaign)));
    }

    [Fact]
    public void An_event_that_names_its_campaign_keeps_it()
    {
        var events = new EventsInMemory();
        ref var row = ref events.Add();
        row.Url = events.Slice("/?utm_source=url&utm_medium=url");
        row.UtmCampaign = events.Slice("own");

        new ReadCampaign().Apply(events.Batch, events.Batch.Rows);

        Assert.Equal(("", "own"), (events.Text(events.Batch.Rows[0].UtmSource), events.Text(events.Batch.Rows[0].UtmCampaign)));
    }

    [Fact]
    public void A_long_value_is_cut_between_characters()
    {
        var events = new EventsInMemory();
        ref var row = ref events.Add();
        row.Url = events.Slice("/?utm_source=a" + string.Concat(Enumerable.Repeat("%C3%A9", 500)));

        new ReadCampaign().Apply(events.Batch, events.Batch.Rows);

        Assert.Equal("a" + new string('é', 127), events.Text(events.Batch.Rows[0].UtmSource));
    }
}
