using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>One event of a test, in plain values.</summary>
public sealed record TestEvent
{
    public string Tenant { get; init; } = "demo";

    public string User { get; init; } = "user-1";

    public string ClientSession { get; init; } = "";

    public DateTime At { get; init; }

    public DateTime? Received { get; init; }

    public string Type { get; init; } = "page_view";

    public EventKind Kind { get; init; } = EventKind.PageView;

    public string Service { get; init; } = "web";

    public string Url { get; init; } = "";

    public decimal? Amount { get; init; }

    public string Currency { get; init; } = "";

    public string PaymentMode { get; init; } = "";

    public string Device { get; init; } = "";

    public string City { get; init; } = "";

    public string Country { get; init; } = "";

    public string Campaign { get; init; } = "";

    public bool UserIsEmail { get; init; }

    public bool SetAside { get; init; }

    public static long Micros(DateTime at) => (at - DateTime.UnixEpoch).Ticks / 10;
}
