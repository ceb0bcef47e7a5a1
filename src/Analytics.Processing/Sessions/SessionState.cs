using System.Runtime.InteropServices;

namespace Analytics.Processing.Sessions;

/// <summary>One session in memory: 104 bytes. A mutable struct in a table, passed by reference; what is variable in length lies in <see cref="SessionPools"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public struct SessionState
{
    /// <summary>Most steps of a path.</summary>
    public const int MostSteps = 50;

    /// <summary>First event's time, microseconds since 1970.</summary>
    public long Start;

    /// <summary>Last event's time.</summary>
    public long End;

    /// <summary>When <see cref="Device"/> was seen first.</summary>
    public long DeviceAt;

    /// <summary>When <see cref="City"/> was seen first.</summary>
    public long CityAt;

    /// <summary>When <see cref="Country"/> was seen first.</summary>
    public long CountryAt;

    /// <summary>When <see cref="Campaign"/> was seen first.</summary>
    public long CampaignAt;

    /// <summary>Block of what was paid, see <see cref="SessionRevenue"/>; 0 for nothing.</summary>
    public long Revenue;

    /// <summary>Emissions under the present start; 0 while never emitted.</summary>
    public uint Revision;

    /// <summary>Number of events.</summary>
    public uint Events;

    /// <summary>Number of page views.</summary>
    public uint Pages;

    /// <summary>Symbol of the device family of the first event that has one.</summary>
    public int Device;

    /// <summary>Symbol of the city, likewise.</summary>
    public int City;

    /// <summary>Symbol of the country, likewise.</summary>
    public int Country;

    /// <summary>Block of the campaign's name, likewise; 0 for none.</summary>
    public long Campaign;

    /// <summary>Block of the path, see <see cref="SessionPath"/>.</summary>
    public long Path;

    /// <summary>Bytes of the path's steps.</summary>
    public ushort PathEnd;

    /// <summary>Where in that block the text of the last event's step is.</summary>
    public ushort ExitAt;

    /// <summary>Steps in the path.</summary>
    public byte PathCount;

    /// <summary>Rank of the last event, see <see cref="StepOrder"/>.</summary>
    public byte ExitRank;

    /// <summary>True while its present state was not emitted: it is open, or a late event changed it.</summary>
    public bool Pending;
}
