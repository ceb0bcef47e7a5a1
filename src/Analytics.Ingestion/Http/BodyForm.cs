namespace Analytics.Ingestion.Http;

/// <summary>What a body holds, by its type of content.</summary>
internal enum BodyForm
{
    /// <summary>JSON: an object, an array, or objects one after the other.</summary>
    Json,

    /// <summary>One event a line.</summary>
    Lines,

    /// <summary>One CloudEvent in structured mode.</summary>
    CloudEvent,

    /// <summary>An array of CloudEvents.</summary>
    CloudEvents,
}
