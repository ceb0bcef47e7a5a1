using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// The file <c>topics</c>: a line for each topic, then their checksum. Written after the folders of its partitions were created and flushed, so
/// a partition that it names and that has no segment was lost.
/// </summary>
internal sealed class TopicCatalog(ISegmentFiles files, string directory, Action<string> note)
{
    public const string FileName = "topics";
    private const string Title = "analytics-log 1";
    private readonly SortedDictionary<string, int> _known = new(StringComparer.Ordinal);

    /// <summary>The file was lost, so topics are known by their folders: those without records are not.</summary>
    private bool _guessed;

    /// <summary>Topics that were created before and those that are asked for.</summary>
    public IReadOnlyList<TopicDescription> All { get; private set; } = [];

    /// <summary>Whether a topic's partitions were all created before.</summary>
    public bool IsKnown(string topic) => !_guessed && _known.ContainsKey(topic);

    /// <exception cref="ArgumentException">A topic has another number of partitions than it was created with, or no valid name.</exception>
    public void Open(IReadOnlyList<TopicDescription> wanted)
    {
        if (!TryRead())
        {
            _guessed = true;
            ReadFolders();
            if (_known.Count > 0) note($"{Path.Combine(directory, FileName)} was missing or damaged and was made again.");
        }

        var all = new SortedDictionary<string, int>(_known, StringComparer.Ordinal);
        foreach (var topic in wanted)
        {
            RequireValid(topic);
            if (all.TryGetValue(topic.Name, out var partitions) && (_guessed ? partitions > topic.Partitions : partitions != topic.Partitions))
                throw new ArgumentException($"Topic {topic.Name} has {partitions} partitions; that cannot become {topic.Partitions}.", nameof(wanted));
            all[topic.Name] = topic.Partitions;
        }

        All = [.. all.Select(topic => new TopicDescription(topic.Key, topic.Value))];
    }

    /// <summary>Stores the topics, once their folders are safe.</summary>
    public void Save()
    {
        var text = new StringBuilder(Title).Append('\n');
        foreach (var topic in All) text.Append(CultureInfo.InvariantCulture, $"topic {topic.Name} {topic.Partitions}\n");
        var checksum = Checksum(text.ToString());
        text.Append(CultureInfo.InvariantCulture, $"crc32c {checksum:x8}\n");
        var bytes = Encoding.ASCII.GetBytes(text.ToString());
        var path = Path.Combine(directory, FileName);
        if (files.Exists(path) && SidecarFile.ReadAll(files, path).AsSpan().SequenceEqual(bytes)) return;
        SidecarFile.Replace(files, path, bytes);
    }

    private bool TryRead()
    {
        var path = Path.Combine(directory, FileName);
        if (!files.Exists(path)) return false;
        var text = Encoding.Latin1.GetString(SidecarFile.ReadAll(files, path));
        var end = text.LastIndexOf("crc32c ", StringComparison.Ordinal);
        if (end < 0 || text[end..] != string.Create(CultureInfo.InvariantCulture, $"crc32c {Checksum(text[..end]):x8}\n")) return false;
        foreach (var line in text[..end].Split('\n').Where(line => line.StartsWith("topic ", StringComparison.Ordinal)))
        {
            var words = line.Split(' ');
            _known[words[1]] = int.Parse(words[2], CultureInfo.InvariantCulture);
        }

        return true;
    }

    /// <summary>Finds the topics that hold records by their folders.</summary>
    private void ReadFolders()
    {
        foreach (var name in files.Directories(directory))
        {
            var dash = name.LastIndexOf('-');
            if (dash <= 0 || !int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) continue;
            if (!HoldsRecords(Path.Combine(directory, name))) continue;
            var topic = name[..dash];
            _known[topic] = Math.Max(_known.GetValueOrDefault(topic), index + 1);
        }
    }

    private bool HoldsRecords(string partition)
    {
        foreach (var name in files.Files(partition))
        {
            if (!name.EndsWith(Segment.LogSuffix, StringComparison.Ordinal)) continue;
            using var file = files.OpenRead(Path.Combine(partition, name));
            if (file.Length > 0) return true;
        }

        return false;
    }

    private static void RequireValid(TopicDescription topic)
    {
        var valid = topic.Name.Length is > 0 and <= 200 && topic.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && topic.Name[0] != '.';
        if (!valid) throw new ArgumentException($"'{topic.Name}' is no valid topic name: ASCII letters, digits, '_', '-', '.', at most 200.", nameof(topic));
        if (topic.Partitions is < 1 or > 1024) throw new ArgumentException($"Topic {topic.Name} must have 1 to 1,024 partitions.", nameof(topic));
    }

    private static uint Checksum(string text) => Crc32C.Compute(Encoding.Latin1.GetBytes(text));
}
