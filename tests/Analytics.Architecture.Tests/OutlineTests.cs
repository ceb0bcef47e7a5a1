using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>The rules rest on the outline: here it is held to what it must see.</summary>
public sealed class OutlineTests
{
    private const string Sample = """"
        using System;
        namespace A.B;

        /// <summary>{ not code }</summary>
        [Obsolete("x"), Serializable]
        public sealed class One(int a) : Base<Two>, IDisposable
        {
            // } a comment
            private readonly string _text = "{ \" {{";
            private const string Raw = """
                { "json": true }
                """;

            public int Size { get; init; } = 5;

            public string Shown => $"{(Size > 0 ? "}" : "{")} of {_text,5:N0}";

            public void Dispose()
            {
                if (a > 0) { Console.Write('}'); }

                /* { */
            }

            private static int Map(int x) => x switch
            {
                1 => 2,
                _ => 3,
            };

            private sealed class Inner { public void Deep() { } }
        }

        internal enum Kind { A, B }

        public delegate void Called(int x);
        """";

    private static readonly SourceFile File = new("Sample.cs", Sample);

    [Fact]
    public void Types_are_found_with_their_visibility() => Assert.Equal(
        [("One", true), ("Kind", false), ("Called", true)], File.Outline.Types.Select(type => (type.Name, type.IsPublic)));

    [Fact]
    public void Members_are_found_with_their_lines() => Assert.Equal(
        [("private readonly string _text = __ __ ___;", 1), ("private const string Raw", 3), ("public int Size", 1), ("public string Shown", 1), ("public void Dispose()", 4), ("private static int Map(int x)", 5), ("public void Deep()", 1)],
        File.Outline.Members.Select(member => (Name(member.Header), member.LinesOfCode)));

    [Fact]
    public void Comments_are_not_code_and_code_is_no_comment()
    {
        Assert.Contains("{ not code }", File.Text.Comments, StringComparison.Ordinal);
        Assert.DoesNotContain("not code", File.Text.Code, StringComparison.Ordinal);
        Assert.DoesNotContain("json", File.Text.Code, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", File.Text.Comments, StringComparison.Ordinal);
    }

    private static string Name(string header) => header.StartsWith("private readonly", StringComparison.Ordinal) ? header : header.Split([" =>", " ="], StringSplitOptions.None)[0];
}
