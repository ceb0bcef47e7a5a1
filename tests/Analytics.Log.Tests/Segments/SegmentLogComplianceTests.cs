using Analytics.Contracts.Log;
using Analytics.Log.Segments;
using Analytics.Testing;

namespace Analytics.Log.Tests.Segments;

public sealed class SegmentLogComplianceTests : LogCompliance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<ILog> OpenAsync(IReadOnlyList<TopicDescription> topics) =>
        Task.FromResult<ILog>(SegmentLog.Open(new SegmentLogOptions { Directory = _folder.Path, Topics = topics }, TimeProvider.System));

    public void Dispose() => _folder.Dispose();
}
