using Analytics.Processing.Time;

namespace Analytics.Processing.Tests.Time;

public sealed class ZoneCalendarSpecification
{
    [Theory]
    [InlineData("UTC", "2026-03-29", 24)]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Asia/Kolkata", "2026-06-01", 24)]
    [InlineData("America/Sao_Paulo", "2018-11-04", 23)]
    [InlineData("America/Sao_Paulo", "2018-02-17", 25)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    public void A_day_has_the_hours_that_the_local_clock_shows(string zone, string date, double hours)
    {
        var calendar = Of(zone);
        var day = Micros.Of(DateTime.Parse(date, System.Globalization.CultureInfo.InvariantCulture) - DateTime.UnixEpoch) / Micros.Day;
        Assert.Equal(hours * Micros.Hour, calendar.StartOfDay(day + 1) - calendar.StartOfDay(day));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026)]
    [InlineData("Australia/Lord_Howe", 2026)]
    [InlineData("America/Sao_Paulo", 2018)]
    [InlineData("Asia/Kathmandu", 1986)]
    [InlineData("America/St_Johns", 2005)]
    [InlineData("Europe/Moscow", 2014)]
    [InlineData("Pacific/Apia", 2011)]
    public void Hours_and_days_tile_the_year_and_every_instant_finds_its_own(string zone, int year)
    {
        var calendar = Of(zone);
        var from = Micros.Of(new DateTime(year, 1, 1) - DateTime.UnixEpoch);
        var to = Micros.Of(new DateTime(year + 1, 1, 2) - DateTime.UnixEpoch);
        foreach (Func<long, TimeSpanBounds> of in (Func<long, TimeSpanBounds>[])[calendar.HourOf, calendar.DayOf])
        {
            var bounds = of(from);
            while (bounds.Start < to)
            {
                Assert.True(bounds.End > bounds.Start);
                Assert.Equal(bounds, of(bounds.Start));
                Assert.Equal(bounds, of(bounds.End - 1));
                Assert.Equal(bounds, of(bounds.Start + (bounds.End - bounds.Start) / 3));
                var next = of(bounds.End);
                Assert.Equal(bounds.End, next.Start);
                bounds = next;
            }
        }
    }

    [Fact]
    public void Times_before_1970_and_far_off_have_hours_too()
    {
        var calendar = Of("Europe/Berlin");
        foreach (var time in new[] { -1L, -5_000_000_000_000_123, Micros.Earliest + 2 * Micros.Day, Micros.Latest - 2 * Micros.Day })
        {
            Assert.True(calendar.HourOf(time).Contains(time));
            Assert.True(calendar.DayOf(time).Contains(time));
        }
    }

    private static ZoneCalendar Of(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));
}
