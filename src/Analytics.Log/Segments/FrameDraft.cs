namespace Analytics.Log.Segments;

/// <summary>A frame of a commit in the making: where it is in the commit's bytes and what it holds.</summary>
internal struct FrameDraft
{
    public int Start;
    public int Length;
    public int Count;
    public long BaseOffset;
    public long FirstReceivedAt;
    public long MaxReceivedAt;
}
