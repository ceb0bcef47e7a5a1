using Analytics.Actors.Recovery;

namespace Analytics.Actors.Tests.Recovery;

public sealed class RecordSetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(10_000_000)]
    public void A_record_is_in_it_however_many_came_before_that_are_not(int number)
    {
        var records = new RecordSet();
        Assert.False(records.Contains(number));
        records.Add(number);
        Assert.True(records.Contains(number));
        Assert.False(records.Contains(number + 1));
        records.Remove(number);
        Assert.False(records.Contains(number));
    }
}
