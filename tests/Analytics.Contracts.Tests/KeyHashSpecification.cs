using System.Text;
using Analytics.Contracts.Hashing;

namespace Analytics.Contracts.Tests;

/// <summary>Hashes decide partitions, so they must never change, and must spread keys of any length.</summary>
public sealed class KeyHashSpecification
{
    [Fact]
    public void The_same_key_and_seed_give_the_same_hash_and_another_seed_another()
    {
        for (var length = 0; length < 100; length++)
        {
            var key = Encoding.ASCII.GetBytes(new string('k', length));
            Assert.Equal(KeyHash.Compute(key, 7), KeyHash.Compute(key, 7));
            Assert.NotEqual(KeyHash.Compute(key, 7), KeyHash.Compute(key, 8));
            Assert.NotEqual(0ul, KeyHash.Compute(key, 7));
        }
    }

    [Fact]
    public void Every_single_bit_of_a_key_changes_about_half_of_the_hash()
    {
        var random = new Random(3);
        for (var length = 1; length < 70; length++)
        {
            var key = new byte[length];
            random.NextBytes(key);
            var hash = KeyHash.Compute(key, 1);
            var changed = 0.0;
            for (var bit = 0; bit < length * 8; bit++)
            {
                key[bit / 8] ^= (byte)(1 << (bit % 8));
                changed += ulong.PopCount(hash ^ KeyHash.Compute(key, 1));
                key[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.InRange(changed / (length * 8), 24, 40);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("h-")]
    [InlineData("user")]
    [InlineData("order-")]
    [InlineData("aaaaaaaa")]
    [InlineData("1000000000000000000000")]
    public void No_two_numbers_behind_a_name_have_the_same_hash(string name)
    {
        var hashes = new HashSet<ulong>();
        for (var number = 0; number < 200_000; number++) Assert.True(hashes.Add(KeyHash.Compute(Encoding.ASCII.GetBytes(name + number), 42)), name + number);
    }

    [Fact]
    public void A_longer_key_is_another_key_whatever_its_bytes_are()
    {
        var hashes = new HashSet<ulong>();
        for (var length = 0; length < 40; length++)
            for (var value = 0; value < 256; value++) Assert.True(hashes.Add(KeyHash.Compute(Key(length, (byte)value), 42)) || length == 0, $"{length} times {value}");

        static byte[] Key(int length, byte value)
        {
            var key = new byte[length];
            Array.Fill(key, value);
            return key;
        }
    }

    [Fact]
    public void Hashes_are_what_they_were_when_partitions_were_first_chosen_by_them()
    {
        Assert.Equal(0x8C8A_D35E_3039_E844ul, KeyHash.Compute("demo:user-1"u8, 42));
        var all = 0ul;
        for (var length = 0; length < 200; length++)
        {
            var key = Enumerable.Range(0, length).Select(i => (byte)((i * 31) + length)).ToArray();
            all = KeyHash.Combine(KeyHash.Combine(all, KeyHash.Compute(key, (ulong)length)), (ulong)KeyHash.Compute128(key, 42));
        }

        Assert.Equal(0xC059_42C9_39AC_34CCul, all);
    }

    [Fact]
    public void Users_spread_evenly_over_partitions()
    {
        var partitions = new int[4];
        for (var user = 0; user < 100_000; user++) partitions[KeyHash.Compute(Encoding.ASCII.GetBytes($"tenant:user-{user}"), 42) % 4]++;
        Assert.All(partitions, count => Assert.InRange(count, 24_000, 26_000));
    }
}
