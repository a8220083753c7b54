using System.CommandLine;

namespace JobRunner.Cli.CommandLine;

/// <summary>One or more job ids, or their first characters.</summary>
internal static class IdArgument
{
    public static Argument<string[]> Several() => new("ids") { HelpName = "ID", Arity = ArgumentArity.OneOrMore };

    public static Argument<string> One() => new("id") { HelpName = "ID", Arity = ArgumentArity.ExactlyOne };
}
