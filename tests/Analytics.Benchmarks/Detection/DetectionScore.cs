namespace Analytics.Benchmarks.Detection;

/// <summary>How well flags agree with labels.</summary>
/// <param name="Flagged">Payments that were flagged.</param>
/// <param name="Right">Those of them that are frauds.</param>
/// <param name="Frauds">Frauds in all.</param>
internal readonly record struct DetectionScore(int Flagged, int Right, int Frauds)
{
    /// <summary>Part of the flagged that are frauds; 0 when nothing was flagged.</summary>
    public double Precision => Flagged == 0 ? 0 : (double)Right / Flagged;

    /// <summary>Part of the frauds that were flagged.</summary>
    public double Recall => Frauds == 0 ? 0 : (double)Right / Frauds;

    /// <summary>Harmonic mean of both.</summary>
    public double F1 => Right == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Counts the payments from one index to another.</summary>
    public static DetectionScore Of(IReadOnlyList<Transaction> payments, IReadOnlySet<int> flagged, int from, int to, Func<Transaction, bool>? fraud = null)
    {
        int marked = 0, right = 0, frauds = 0;
        for (var i = from; i < to; i++)
        {
            var isFraud = payments[i].IsFraud && (fraud is null || fraud(payments[i]));
            if (isFraud) frauds++;
            if (!flagged.Contains(i)) continue;
            marked++;
            if (isFraud) right++;
        }

        return new DetectionScore(marked, right, frauds);
    }
}
