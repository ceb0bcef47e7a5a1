namespace Analytics.Contracts.Effects;

/// <summary>The windows that every tenant has.</summary>
public enum WindowGranularity : byte
{
    /// <summary>One hour, in the tenant's zone.</summary>
    Hour = 1,

    /// <summary>One calendar day in the tenant's zone.</summary>
    Day = 2,

    /// <summary>Five minutes, a new one each minute.</summary>
    FiveMinutes = 3,
}
