using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding.CloudEvents;

/// <summary>One attribute of a CloudEvent; its bytes are in the batch.</summary>
internal struct CloudAttribute
{
    /// <summary>Its name, without the prefix of a header.</summary>
    public Utf8Slice Name;

    /// <summary>Its value as text, without quotes and escapes.</summary>
    public Utf8Slice Text;

    /// <summary>It as a member of a JSON object: <c>"ce_name":"text"</c>.</summary>
    public Utf8Slice Member;

    /// <summary>False for a number, <c>true</c> and <c>false</c>.</summary>
    public bool IsText;

    /// <summary>True when a column holds it, so that it is not kept among the properties.</summary>
    public bool IsTaken;
}
