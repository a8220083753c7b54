namespace JobRunner.Tests.Support;

/// <summary>The files that the tests were built from.</summary>
internal static class Repository
{
    public static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "JobRunner.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests don't run inside the repository.");
        }

        return Path.Combine(folder.FullName, file);
    }

    /// <summary>A program where it was built, in the tests' configuration: a copy beside them may lack what its own project brings.</summary>
    public static string PathOfProgram(string project, string name)
    {
        // Behind tests/ and the project's name.
        var build = Path.GetRelativePath(PathOf("."), AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[2..];
        return Path.Combine([PathOf(project), .. build, name]);
    }
}
