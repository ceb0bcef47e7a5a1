using Analytics.Contracts.Events;
using Analytics.Processing.State;
using Analytics.Processing.Time;

namespace Analytics.Processing.Tests.Time;

public sealed class TenantWatermarksSpecification
{
    private readonly TenantWatermarks _marks = new(5);
    private readonly int _one = Symbols.Intern("watermark-one");
    private readonly int _two = Symbols.Intern("watermark-two");

    [Fact]
    public void A_watermark_follows_the_newest_event_and_never_goes_back()
    {
        Assert.Equal(long.MinValue, _marks.Of(_one));
        Assert.Equal(95, _marks.Observe(_one, 100));
        Assert.Equal(95, _marks.Observe(_one, 50));
        Assert.Equal(long.MinValue, _marks.Of(_two));
    }

    [Fact]
    public void A_silent_tenant_can_be_moved_on_without_the_others()
    {
        _marks.Observe(_one, 100, 1_000);
        _marks.Observe(_two, 100, 2_000);
        _marks.AdvanceIdle(500, 1_500);
        Assert.Equal((500, 95), (_marks.Of(_one), _marks.Of(_two)));
        _marks.AdvanceIdle(400);
        Assert.Equal((500, 400), (_marks.Of(_one), _marks.Of(_two)));
        _marks.Raise(_two, 300);
        Assert.Equal(400, _marks.Of(_two));
    }

    [Fact]
    public void Watermarks_survive_being_stored()
    {
        _marks.Observe(_one, 100, 1_000);
        _marks.Observe(_two, -7, 2_000);
        var bytes = new byte[_marks.StoredBytes];
        var length = _marks.WriteTo(bytes);
        var read = new TenantWatermarks(5);
        read.Observe(Symbols.Intern("watermark-three"), 1);
        read.ReadFrom(bytes.AsSpan(0, length));
        Assert.Equal((95, -12), (read.Of(_one), read.Of(_two)));
        Assert.Equal(2, read.Tenants.Count);
        Assert.Throws<StateDamagedException>(() => read.ReadFrom(bytes.AsSpan(0, length - 1)));
    }
}
