using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Processing.Sessions;

namespace Analytics.Processing.Tests.Sessions;

public sealed class SessionTableSpecification
{
    [Fact]
    public void A_user_is_three_cache_lines() => Assert.Equal(3 * 64, Unsafe.SizeOf<UserEntry>());

    [Fact]
    public void Users_are_found_by_ids_of_any_length_until_they_are_removed()
    {
        var table = new SessionTable(new SessionPools());
        var random = new Random(3);
        var places = new Dictionary<string, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var id = new string((char)random.Next('a', 'd'), random.Next(0, 300));
            if (places.Remove(id, out var place)) table.Remove(place);
            else places.Add(id, table.Add(HashOf(id), 1, UserIdentity.UserId, Encoding.ASCII.GetBytes(id)));
        }

        Assert.Equal(places.Count, table.Count);
        Assert.All(places, user => Assert.Equal(user.Value, table.Find(HashOf(user.Key), 1, UserIdentity.UserId, Encoding.ASCII.GetBytes(user.Key))));
        Assert.All(places, user => Assert.Equal(user.Key, Encoding.ASCII.GetString(table.IdOf(table[user.Value]))));
        Assert.Equal(-1, table.Find(HashOf("abc"), 1, UserIdentity.UserId, "abc"u8));
    }

    // Few hashes, so that several users share one and only the id tells them apart.
    private static ulong HashOf(string id) => (ulong)(id.Length % 7) << 32;
}
