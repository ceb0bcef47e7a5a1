using System.Text;
using Analytics.Ingestion.Routing;

namespace Analytics.Ingestion.Tests.Pipeline;

/// <summary>The values are those of Kafka's own tests (UtilsTest.testMurmur2), so that every client that follows them agrees with the node.</summary>
public sealed class KafkaPartitionerTests
{
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Keys_hash_as_in_Kafkas_clients(string key, int hash) => Assert.Equal(hash, (int)KafkaPartitioner.Hash(Encoding.UTF8.GetBytes(key)));
}
